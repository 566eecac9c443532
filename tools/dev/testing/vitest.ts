import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../processes/launch.ts';
import { root } from '../stack.ts';
import { bin, excerpt, plainText } from './checks.ts';
import { type Context, failedOnce, type Outcome, type Stage } from './stage.ts';

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[];
  }[];
}

/** All specs whose file name holds `kind`, such as `.unit.spec`. */
export function vitest(name: string, kind: string, needs: Stage['needs'], flags: string[] = []): Stage {
  return {
    name,
    needs,
    isThere: () => existsSync(path.join(root, 'vitest.config.ts')),
    run: (context) => runVitest(context, name, [kind, ...flags]),
  };
}

async function runVitest({ stack, env }: Context, name: string, args: string[]): Promise<Outcome> {
  const report = path.join(stack.folder, `${name}.json`);
  rmSync(report, { force: true });
  const { output } = await runToEnd(
    {
      name,
      command: process.execPath,
      args: [bin('vitest/vitest.mjs'), 'run', '--reporter=json', `--outputFile=${report}`, ...args],
      cwd: root,
      env: { ...process.env, ...env, ...plainText },
      log: path.join(stack.logs, `${name}.log`),
    },
    stack.pids,
  );
  if (!existsSync(report)) return failedOnce(`vitest ended without a report:\n${excerpt(output)}`);
  return readVitest(JSON.parse(readFileSync(report, 'utf8')) as VitestReport);
}

/** A file that could not even be loaded holds no test that failed; it counts as one. */
export function readVitest({ numPassedTests, numFailedTests, testResults }: VitestReport): Outcome {
  const failures: string[] = [];
  let unloaded = 0;
  for (const { name, status, message, assertionResults } of testResults) {
    const file = path.relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) {
      unloaded++;
      failures.push(`${file}\n${excerpt(message)}`);
    }
    for (const test of failed) {
      failures.push(`${file} > ${test.fullName}\n${excerpt((test.failureMessages ?? []).join('\n'))}`);
    }
  }
  return { passed: numPassedTests, failed: numFailedTests + unloaded, failures };
}
