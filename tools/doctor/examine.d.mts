interface Finding {
  check: string;
  level: 'ok' | 'warning' | 'problem';
  says: string;
  remedy?: string;
}

export function examine(given: { root: string; env: NodeJS.ProcessEnv; only?: string[] }): Promise<Finding[]>;
