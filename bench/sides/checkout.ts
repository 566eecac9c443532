import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './shop-process.ts';

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();

/** A folder with the commit's files, with a clone of its own so that nothing of this one changes. */
export function checkedOut(commit: string): string {
  const id = git(root, 'rev-parse', '--verify', '--short=12', `${commit}^{commit}`);
  const folder = path.join(root, '.local/against', id);
  if (!existsSync(folder)) {
    process.stderr.write(`Checking out ${id} into ${path.relative(process.cwd(), folder)}\n`);
    git(root, 'clone', '--quiet', '--shared', '--no-checkout', root, folder);
  }
  git(folder, 'checkout', '--quiet', '--detach', id);
  reusePackages(folder);
  return folder;
}

/** Packages are linked where the lockfile is the same; otherwise `npm start` installs them. Programs are reused always. */
function reusePackages(folder: string): void {
  const lockfile = (of: string): string => readFileSync(path.join(of, 'package-lock.json'), 'utf8');
  const isSame = lockfile(folder) === lockfile(root);
  const reused = ['.local/parts', '.local/node', ...(isSame ? ['node_modules', '.local/installed'] : [])];
  for (const what of reused) {
    const [source, target] = [path.join(root, what), path.join(folder, what)];
    if (!existsSync(source) || existsSync(target)) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    // Half of one is never used.
    const partial = `${target}.partial`;
    rmSync(partial, { recursive: true, force: true });
    execFileSync('cp', ['-al', source, partial]);
    renameSync(partial, target);
  }
}

/** What is compared: `6bf301e`, or `6bf301e + changes`. */
export function nameOf(folder: string): string {
  const id = git(folder, 'rev-parse', '--short', 'HEAD');
  return git(folder, 'status', '--porcelain') ? `${id} + changes` : id;
}
