interface Found {
  level: 'ok' | 'warning' | 'problem';
  says: string;
  remedy?: string;
}

export function node(given: { root: string; version: string }): Found;
export function memory(given: { available: number }): Found;
export function disk(given: {
  root: string;
  statfs: () => { bavail: number; bsize: number; files: number; ffree: number };
}): Found[];
