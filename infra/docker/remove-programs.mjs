// Takes everything out of the base that a running service does not need and an attacker would: package managers, shells
// and the commands of Debian. Its package database stays, so that scanners know the libraries that are left.
import { readdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';

const FOLDERS = [
  '/usr/local/lib/node_modules',
  '/usr/local/include',
  '/usr/share/doc',
  '/usr/share/man',
  '/opt',
];
for (const folder of FOLDERS) rmSync(folder, { recursive: true, force: true });

const kept = new Set([process.execPath]);
const programs = ['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin', '/bin', '/sbin'];
// /bin is a link to /usr/bin.
for (const folder of new Set(programs.map((one) => realpathSync(one))))
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!kept.has(file)) rmSync(file, { recursive: true, force: true });
  }
