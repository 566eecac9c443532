import type { Instance, Log } from '../discovery.ts';

export function anInstance(over: Partial<Instance> = {}): Instance {
  return { id: 'a', host: '127.0.0.1', port: 5001, weight: 1, version: '1.0.0', ...over };
}

/** A log that records its lines. */
export function listeningLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { lines, log: (level, message) => lines.push(`${level} ${message}`) };
}
