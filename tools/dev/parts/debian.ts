import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { local } from '../stack.ts';
import { onPath } from './part.ts';

const run = promisify(execFile);
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface Packages {
  suite: string;
  names: string[];
}

/** Installs a Debian package; false where that cannot work, as without root. */
export async function installed(name: string): Promise<boolean> {
  const apt = process.getuid?.() === 0 ? onPath('apt-get') : undefined;
  if (!apt) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    run(apt, ['install', '--yes', '--no-install-recommends', name], { env, maxBuffer: 2 ** 26 });
  try {
    await install().catch(async () => {
      // Lists may be absent, as they are in most images, or too old.
      await run(apt, ['update'], { env, maxBuffer: 2 ** 26 });
      await install();
    });
    return true;
  } catch {
    return false; // the caller knows other ways, and what to say when there is none
  }
}

/**
 * Programs out of Debian packages without root: apt downloads with its usual check of signatures, but
 * with state of its own under `.local`, and the packages are unpacked there instead of being installed.
 * Answers the folder, or undefined where this cannot work.
 */
export async function unpackedFromDebian(
  name: string,
  { suite, names }: Packages,
): Promise<string | undefined> {
  const target = path.join(local, 'parts', `${name}-${suite}`);
  if (existsSync(target)) return target;
  if (!onPath('apt-get') || !onPath('dpkg-deb') || !existsSync(KEYRING)) return undefined;

  const state = path.join(local, 'parts', `apt-${suite}`);
  const partial = `${target}.partial-${process.pid}`;
  rmSync(state, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'cache/archives/partial', 'debs']) {
    mkdirSync(path.join(state, folder), { recursive: true });
  }
  try {
    const apt = await aptWithOwnState(state, suite);
    if (!apt) return undefined;
    await run('apt-get', [...apt, 'download', ...names], { cwd: path.join(state, 'debs') });
    for (const file of readdirSync(path.join(state, 'debs'))) {
      await run('dpkg-deb', ['-x', path.join(state, 'debs', file), partial]);
    }
    renameSync(partial, target);
    return target;
  } catch {
    return undefined; // the caller knows other ways, and what to say when there is none
  } finally {
    rmSync(partial, { recursive: true, force: true });
    rmSync(state, { recursive: true, force: true });
  }
}

/** The options that keep apt inside `state`, after a successful `update` from one of this machine's mirrors. */
async function aptWithOwnState(state: string, suite: string): Promise<string[] | undefined> {
  writeFileSync(path.join(state, 'status'), '');
  writeFileSync(path.join(state, 'extended_states'), '');
  const sources = path.join(state, 'sources.list');
  const options = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': state,
    'Dir::State::lists': path.join(state, 'lists'),
    'Dir::State::status': path.join(state, 'status'),
    'Dir::Cache': path.join(state, 'cache'),
    'Dir::Log': state,
    'APT::Sandbox::User': '',
    'Debug::NoLocking': '1',
    'Acquire::Languages': 'none',
    'Acquire::AllowInsecureRepositories': 'false',
    'Acquire::Retries': '3',
    'APT::Update::Error-Mode': 'any',
  };
  const flags = ['-q', ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
  for (const mirror of await mirrors()) {
    for (const security of [true, false]) {
      writeFileSync(sources, sourceLines(mirror, suite, security));
      if (await succeeds(run('apt-get', [...flags, 'update']))) return flags;
    }
  }
  return undefined;
}

/** The security suite comes too where the mirror has it, so that a fixed version wins. */
function sourceLines(mirror: string, suite: string, security: boolean): string {
  const line = (site: string, name: string): string => `deb [signed-by=${KEYRING}] ${site} ${name} main\n`;
  const fixes = `${mirror.replace(/\/debian$/, '')}/debian-security`;
  return line(mirror, suite) + (security ? line(fixes, `${suite}-security`) : '');
}

/** The mirrors this machine is set up for, nothing else. */
async function mirrors(): Promise<string[]> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(SITE)']);
  const sites = stdout.split('\n').map((site) => site.trim().replace(/\/$/, ''));
  return [...new Set(sites.filter((site) => site.endsWith('/debian')))];
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** `LD_LIBRARY_PATH` for programs whose libraries were unpacked beside them. */
export function libraryPath(folder: string): string {
  const parents = ['usr/lib', 'lib']
    .map((parent) => path.join(folder, parent))
    .filter((parent) => existsSync(parent));
  const triplets = parents.flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
      .map((entry) => path.join(parent, entry.name)),
  );
  return triplets.join(':');
}
