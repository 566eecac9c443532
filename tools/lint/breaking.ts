// Compares the contracts with an earlier commit: no field, call or message that is in use may be removed or change its
// meaning. BREAKING_AGAINST names another commit, such as the one that runs in production.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Nothing was compared: neither good nor bad. */
export const NOT_COMPARED = 3;
const CONTRACTS = 'libs/contracts';

export interface Comparison {
  code: number;
  message: string;
}

export function compareContracts(root: string, against = ''): Comparison {
  const commit = commitToCompareWith(root, against);
  if (!commit) {
    const why = against ? `there is no commit ${against}` : 'this clone has no earlier commit';
    return {
      code: NOT_COMPARED,
      message: `Contracts were not compared: ${why}. Fetch one: git fetch --deepen=1`,
    };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'tradepost-contracts-'));
  try {
    const before = path.join(folder, 'before.tar');
    const archived = git(
      root,
      'archive',
      '--output',
      before,
      commit,
      `${CONTRACTS}/proto`,
      `${CONTRACTS}/buf.yaml`,
    );
    if (archived.status !== 0)
      return { code: NOT_COMPARED, message: `Contracts were not compared: ${archived.stderr}` };
    return breaking(root, commit, before);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function breaking(root: string, commit: string, before: string): Comparison {
  const buf = fileURLToPath(import.meta.resolve('@bufbuild/buf/bin/buf'));
  const args = [buf, 'breaking', '--against', `${before}#subdir=${CONTRACTS}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: path.join(root, CONTRACTS),
    encoding: 'utf8',
  });
  if (status === 0) return { code: 0, message: `Contracts are compatible with ${commit.slice(0, 12)}` };
  return {
    code: 1,
    message: `Contracts break callers of ${commit.slice(0, 12)}:\n${stdout}${stderr}`.trim(),
  };
}

/** The last commit of the main branch that this work is built on; on the main branch itself, the one before. */
function commitToCompareWith(root: string, against: string): string | undefined {
  if (against) return resolved(root, against);
  const head = resolved(root, 'HEAD');
  const base = ['origin/main', 'main']
    .filter((branch) => resolved(root, branch))
    .map((branch) => git(root, 'merge-base', branch, 'HEAD').stdout.trim())
    .find(Boolean);
  return base && base !== head ? base : resolved(root, 'HEAD~1');
}

function resolved(root: string, revision: string): string | undefined {
  return git(root, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`).stdout.trim() || undefined;
}

function git(root: string, ...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return { status, stdout: stdout ?? '', stderr: error?.message ?? stderr };
}

if (process.argv[1] === import.meta.filename) {
  const { code, message } = compareContracts(
    path.resolve(import.meta.dirname, '../..'),
    process.env['BREAKING_AGAINST'],
  );
  console.log(message);
  process.exit(code);
}
