import { existsSync } from 'node:fs';
import path from 'node:path';
import { local } from '../stack.ts';
import { libraryPath, unpackedFromDebian } from './debian.ts';
import { onPath, type Program } from './part.ts';

const PACKAGES = {
  prometheus: { suite: 'bookworm', names: ['prometheus'] },
  alertmanager: { suite: 'bookworm', names: ['prometheus-alertmanager'] },
};

const PROGRAMS = {
  prometheus: { from: 'prometheus', names: ['prometheus'] },
  promtool: { from: 'prometheus', names: ['promtool'] },
  // Debian's name for it, and everybody else's.
  alertmanager: { from: 'alertmanager', names: ['prometheus-alertmanager', 'alertmanager'] },
  amtool: { from: 'alertmanager', names: ['amtool'] },
} as const;

type Name = keyof typeof PROGRAMS;

/** The program on the PATH, else the private copy that an earlier run has unpacked. */
export function presentProgram(name: Name): Program | undefined {
  const { from, names } = PROGRAMS[name];
  const own = names.map((one) => onPath(one)).find(Boolean);
  if (own) return { command: own, origin: own };
  const folder = path.join(local, 'parts', `${from}-${PACKAGES[from].suite}`);
  const command = names.map((one) => path.join(folder, 'usr/bin', one)).find((file) => existsSync(file));
  if (!command) return undefined;
  const env = { LD_LIBRARY_PATH: libraryPath(folder) };
  return { command, env, origin: 'private copy from Debian packages' };
}

/** The program, unpacked first when it is not there; undefined where that cannot work. */
export async function findProgram(name: Name): Promise<Program | undefined> {
  const present = presentProgram(name);
  if (present) return present;
  const { from } = PROGRAMS[name];
  await unpackedFromDebian(from, PACKAGES[from]);
  return presentProgram(name);
}
