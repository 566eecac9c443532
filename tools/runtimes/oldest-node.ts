import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fetchedNode } from '../bootstrap/private-node.mjs';
import { root } from '../dev/stack.ts';

const run = promisify(execFile);
const PRINT =
  "const { amountLines } = await import(process.argv[1]); console.log(amountLines().join('\\n'));";

/** The lowest release that `engines` of package.json allows: `>=24.9` → 24.9.0. */
export function oldestRelease(): string {
  const { engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const [, major, minor = '0', patch = '0'] = /^>=(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(engines.node) ?? [];
  if (!major) throw new Error(`package.json: engines.node "${engines.node}" should read like >=24.9`);
  return [major, minor, patch].join('.');
}

/** What that Node writes; it is fetched once, into `.local`. */
export async function linesOfOldestNode(): Promise<string[]> {
  const release = oldestRelease();
  const node = await fetchedNode(path.join(root, '.local', `node-${release}`), release);
  const amounts = path.join(import.meta.dirname, 'amounts.ts');
  const args = ['--input-type=module', '--eval', PRINT, amounts];
  const { stdout } = await run(node, args, { cwd: root, maxBuffer: 2 ** 26 });
  return stdout.trimEnd().split('\n');
}
