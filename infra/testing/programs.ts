import { globSync, statSync } from 'node:fs';
import path from 'node:path';

/** Where a program is: on the PATH, or the dev stack's private copy; undefined if there is none. */
export function programOf(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const onPath = (env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name));
  const parts = path.join(import.meta.dirname, '../../.local/parts');
  const kept = globSync(path.join(parts, `*/**/bin/${name}`));
  return [...onPath, ...kept].find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
