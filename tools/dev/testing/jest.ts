import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../processes/launch.ts';
import { root } from '../stack.ts';
import { bin, plainText } from './checks.ts';
import { excerpt } from './excerpt.ts';
import { type JestReport, outcomeOf } from './jest-report.ts';
import { type Context, failedOnce, type Outcome, type Stage } from './stage.ts';

/** What is quick alone may be slow where builds and other programs run beside it. */
const TIMEOUT = '--testTimeout=30000';

/** All specs whose file name holds `kind`, such as `.unit.spec`. */
export function jest(name: string, kind: string, options: { needs: Stage['needs']; workers: number }): Stage {
  return {
    name,
    needs: options.needs,
    isThere: () => existsSync(path.join(root, 'jest.config.mjs')),
    run: (context) => runJest(context, name, [kind, `--maxWorkers=${options.workers}`]),
  };
}

async function runJest({ stack, env }: Context, name: string, args: string[]): Promise<Outcome> {
  const report = path.join(stack.folder, `${name}.json`);
  rmSync(report, { force: true });
  const { output } = await runToEnd(
    {
      name,
      command: process.execPath,
      args: [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        bin('jest/bin/jest.js'),
        '--json',
        `--outputFile=${report}`,
        TIMEOUT,
        ...args,
      ],
      cwd: root,
      env: { ...process.env, ...env, ...plainText },
      log: path.join(stack.logs, `${name}.log`),
    },
    stack.pids,
  );
  if (!existsSync(report)) return failedOnce(`jest ended without a report:\n${excerpt(output)}`);
  return outcomeOf(JSON.parse(readFileSync(report, 'utf8')) as JestReport);
}
