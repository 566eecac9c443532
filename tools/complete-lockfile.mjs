// Adds what `npm install` leaves out of package-lock.json when a registry does not carry a package for every
// platform: without the entries `npm ci` refuses the lockfile. Run it after each change of dependencies.
//   node tools/complete-lockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const file = path.resolve(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const SYSTEMS = [
  'darwin',
  'linux',
  'win32',
  'windows',
  'freebsd',
  'openbsd',
  'netbsd',
  'android',
  'sunos',
  'openharmony',
];
const PROCESSORS = [
  'arm64',
  'aarch64',
  'x64',
  'ia32',
  'arm',
  'armv7',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'wasm32',
];
const NODES_NAMES = { windows: 'win32', aarch64: 'arm64', armv7: 'arm' };

const added = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!isLocked(place, name)) add(name, range, entry);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length > 0 ? `added ${added.join(', ')}` : 'nothing was missing');

/** Looks where Node would look: beside the package that asks, then in each folder above. */
function isLocked(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
  }
}

function add(name, range, { dev }) {
  const words = name.split(/[^a-z0-9]+/);
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => PROCESSORS.includes(word));
  if (!os && !cpu) return console.warn(`left out, no platform in its name: ${name}`);
  lock.packages[`node_modules/${name}`] = {
    version: range.replace(/^[\^~>=\s]+/, ''),
    ...(cpu && { cpu: [NODES_NAMES[cpu] ?? cpu] }),
    ...(dev && { dev: true }),
    optional: true,
    ...(os && { os: [NODES_NAMES[os] ?? os] }),
  };
  added.push(name);
}
