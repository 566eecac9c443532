import { existsSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../processes/launch.ts';
import { root } from '../stack.ts';
import { excerpt } from './excerpt.ts';
import { type Context, failedOnce, type Outcome, passedOnce, type Stage } from './stage.ts';

/** Output goes to files and into reports. */
export const plainText = { NO_COLOR: '1', FORCE_COLOR: undefined };

/** A tool that says yes or no to the whole project; `needed` are the files without which it has no work. */
export function check(name: string, args: string[], options: { needed: string; cwd?: string }): Stage {
  return {
    name,
    needs: 'nothing',
    isThere: () => existsSync(path.join(root, options.needed)),
    run: (context) => runCheck(context, name, args, options.cwd),
  };
}

async function runCheck({ stack, env }: Context, name: string, args: string[], cwd = '.'): Promise<Outcome> {
  const { code, output } = await runToEnd(
    {
      name,
      command: process.execPath,
      args,
      cwd: path.join(root, cwd),
      env: { ...process.env, ...env, ...plainText },
      log: path.join(stack.logs, `${name}.log`),
    },
    stack.pids,
  );
  return code === 0 ? passedOnce : failedOnce(excerpt(output));
}

/** The script of a package, so that no shell and no PATH is involved. */
export function bin(file: string): string {
  return path.join(root, 'node_modules', file);
}
