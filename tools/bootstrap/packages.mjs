import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.mjs';

/**
 * Installs the packages of the lockfile when they are missing or the lockfile changed. Install scripts
 * stay off: nothing here needs them, and npm releases differ in which they run.
 */
export async function installPackages(root) {
  const stamp = path.join(root, '.local', 'installed');
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (isInstalled(root, stamp, wanted)) return;

  const began = Date.now();
  process.stdout.write('Installing packages …');
  try {
    const flags = ['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
    await npm(['ci', ...flags], { cwd: root });
  } finally {
    process.stdout.write('\n');
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  console.log(`Packages installed (${((Date.now() - began) / 1000).toFixed(0)} s)`);
}

function isInstalled(root, stamp, wanted) {
  const record = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  // Installed by hand: npm writes its record after the lockfile, so a newer one belongs to it.
  return statSync(record).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
}
