import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isRecentEnough } from '../bootstrap/private-node.mjs';
import { onPath } from '../dev/parts/on-path.mjs';
import { gigabytes, ok, problem, warning } from './finding.mjs';

const GIGABYTE = 2 ** 30;
/** Services and servers together take 1.2 GB, a build at the same time another one. */
const MEMORY = { least: 1 * GIGABYTE, enough: 2.5 * GIGABYTE };
/** Packages 1.5 GB, builds and their cache 0.5 GB, data of the servers. */
const DISK = { least: 1 * GIGABYTE, enough: 4 * GIGABYTE };
const LEAST_INODES = 20_000;

export function node({ root, version = process.versions.node }) {
  if (isRecentEnough(version)) return ok('node', `${version}, ${process.execPath}`);
  if (existsSync(path.join(root, '.local/node')))
    return ok('node', `${version} is too old; commands of this clone use the Node 24 in .local/node`);
  return warning(
    'node',
    `${version} is too old; the first command fetches Node 24 from the npm registry into .local/node`,
    'nothing to do with a registry in reach; else install Node 24 from https://nodejs.org',
  );
}

export function npm({ env }) {
  const own = env.npm_execpath;
  const run = own
    ? spawnSync(process.execPath, [own, '--version'], { encoding: 'utf8', env })
    : spawnSync('npm', ['--version'], { encoding: 'utf8', env, shell: process.platform === 'win32' });
  if (run.status === 0) return ok('npm', `${run.stdout.trim()}, ${own ?? onPath('npm') ?? 'npm'}`);
  return problem('npm', 'npm is missing or does not start', 'install it with Node: https://nodejs.org');
}

export function memory({ available = availableMemory() }) {
  const says = `${gigabytes(available)} of memory available, ${os.cpus().length} processors`;
  if (available < MEMORY.least)
    return problem('memory', says, `end other programs: the shop needs ${gigabytes(MEMORY.least)}`);
  if (available >= MEMORY.enough) return ok('memory', says);
  return warning('memory', says, `builds beside a running shop want ${gigabytes(MEMORY.enough)}`);
}

/** What programs can still have: without a swap, with caches that can be given up, within a container's limit. */
function availableMemory() {
  const free = Number(/^MemAvailable:\s+(\d+) kB/m.exec(textOf('/proc/meminfo'))?.[1]) * 1024 || os.freemem();
  const limit = Number(textOf('/sys/fs/cgroup/memory.max'));
  const used = Number(textOf('/sys/fs/cgroup/memory.current'));
  const cached = Number(/^inactive_file (\d+)/m.exec(textOf('/sys/fs/cgroup/memory.stat'))?.[1] ?? 0);
  return limit > 0 ? Math.min(free, limit - used + cached) : free;
}

/** Of the clone, and of where root keeps what Postgres needs. */
export function disk({ root, statfs = statfsSync }) {
  const folders = process.getuid?.() === 0 && existsSync('/var/tmp') ? [root, '/var/tmp'] : [root];
  const isOneDevice = new Set(folders.map((folder) => statSync(folder).dev)).size === 1;
  return (isOneDevice ? [root] : folders).map((folder) => {
    // Some file systems count no files.
    const { bavail, bsize, files, ffree } = statfs(folder);
    const free = bavail * bsize;
    const says = `${gigabytes(free)} free in ${folder}`;
    const remedy = `free some: \`rm -rf ${path.join(root, '.nx')} ${path.join(root, '.local/prove')}\` removes what can be made again`;
    if (files > 0 && ffree < LEAST_INODES)
      return problem('disk', `only ${ffree} files can still be made in ${folder}`, remedy);
    if (free < DISK.least) return problem('disk', says, remedy);
    return free < DISK.enough ? warning('disk', says, remedy) : ok('disk', says);
  });
}

export function locale({ env }) {
  const [name, value] =
    ['LC_ALL', 'LC_CTYPE', 'LANG'].map((one) => [one, env[one]]).find(([, text]) => text) ?? [];
  if (!value) return ok('locale', 'none set; the servers of the shop bring their own (UTF-8, UTC)');
  if (/utf-?8/i.test(value)) return ok('locale', `${name}=${value}`);
  return warning(
    'locale',
    `${name}=${value} is not UTF-8: names may look wrong here`,
    'export LC_ALL=C.UTF-8',
  );
}

const FIRST_DAY = Date.parse('2026-01-01');

/** Tokens, holds and certificates end by the clock, builds compare times of files. */
export function clock({ root, now = Date.now() }) {
  const remedy = 'set the clock: `sudo timedatectl set-ntp true` (Linux)';
  if (now < FIRST_DAY) return problem('clock', `says ${new Date(now).toISOString()}`, remedy);
  const lockfile = fileTime(path.join(root, 'package-lock.json'));
  if (lockfile !== undefined && lockfile > now + 60_000)
    return problem(
      'clock',
      `says ${new Date(now).toISOString()}, but package-lock.json was written ${new Date(lockfile).toISOString()}`,
      `${remedy}, then \`touch package-lock.json\``,
    );
  return ok(
    'clock',
    `${new Date(now).toISOString()}, time zone ${Intl.DateTimeFormat().resolvedOptions().timeZone}`,
  );
}

function fileTime(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
