import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.mjs';

/**
 * Installs the packages of the lockfile when they are missing or the lockfile changed. Install scripts
 * stay off: nothing here needs them, and npm releases differ in which they run.
 */
export async function installPackages(root) {
  const lockfile = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  if (isInstalled(root, lockfile)) return;

  const began = Date.now();
  process.stdout.write('Installing packages …');
  try {
    const flags = ['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
    await npm(['ci', ...flags], { cwd: root });
  } finally {
    process.stdout.write('\n');
  }
  mkdirSync(path.dirname(stampOf(root)), { recursive: true });
  writeFileSync(stampOf(root), hashOf(lockfile));
  console.log(`Packages installed (${((Date.now() - began) / 1000).toFixed(0)} s)`);
}

/** Whether `node_modules` is what the lockfile describes, without asking npm, which takes seconds. */
export function isInstalled(root, lockfile) {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record) || !hasWorkspaceLinks(root, lockfile)) return false;
  const stamp = stampOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(lockfile)) return true;
  // Installed by hand: npm writes its record after the lockfile, so a newer one belongs to it.
  return statSync(record).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
}

/** A workspace that came or was moved since, or a link that was removed, shows in neither stamp nor record. */
function hasWorkspaceLinks(root, lockfile) {
  const links = Object.entries(JSON.parse(lockfile).packages).filter(([, { link }]) => link);
  // `existsSync` follows a link, so its target must be there, too.
  return links.every(([place]) => existsSync(path.join(root, place, 'package.json')));
}

const stampOf = (root) => path.join(root, '.local', 'installed');

const hashOf = (lockfile) => createHash('sha256').update(lockfile).digest('hex');
