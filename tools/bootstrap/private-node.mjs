import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm.mjs';

// Jest runs our ES modules from Node 24.9 on.
const OLDEST = [24, 9];
const WANTED_MAJOR = 24;

export function isRecentEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The path of a Node of our own under `.local/node`, installed from the npm registry when missing. */
export async function privateNode(root) {
  const home = path.join(root, '.local', 'node');
  try {
    return await fetchedNode(home, String(WANTED_MAJOR), () =>
      console.log(
        `Node ${process.versions.node} is too old, fetching Node ${WANTED_MAJOR} into .local/node …`,
      ),
    );
  } catch (fault) {
    throw new Error(
      `Node ${OLDEST.join('.')} or newer is needed and could not be fetched (${fault.message}).\n` +
        `Install Node ${WANTED_MAJOR} from https://nodejs.org and run the command again.`,
      { cause: fault },
    );
  }
}

/** The path of a Node in the folder `home`, installed from the npm registry when missing. `version`: 24, or 24.9.0. */
export async function fetchedNode(home, version, onFetch = () => {}) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const program = path.join('node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  const node = path.join(home, program);
  if (works(node)) return node;

  onFetch();
  const partial = `${home}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  writeFileSync(path.join(partial, 'package.json'), '{"private":true}\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await npm(['install', '--prefix', partial, ...flags, `${name}@${version}`], { cwd: partial });
    rmSync(home, { recursive: true, force: true });
    if (!works(path.join(partial, program))) throw new Error(`the package ${name} does not run here`);
    renameSync(partial, home);
  } catch (fault) {
    rmSync(partial, { recursive: true, force: true });
    if (works(node)) return node; // another start was quicker
    throw fault;
  }
  return node;
}

function works(node) {
  if (!existsSync(node)) return false;
  const run = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return run.status === 0 && isRecentEnough(run.stdout.trim().slice(1));
}
