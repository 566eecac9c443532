import { existsSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../processes/launch.ts';
import { root } from '../stack.ts';
import { excerpt } from './excerpt.ts';
import { type Context, failedOnce, type Outcome, passedOnce, skippedOnce, type Stage } from './stage.ts';

/** Output goes to files and into reports. */
export const plainText = { NO_COLOR: '1', FORCE_COLOR: undefined };

/** A check's exit code when what it needs is not to be had: neither passed nor failed. */
export const NOT_CHECKED = 3;

interface CheckOptions {
  /** The file without which it has no work. */
  needed: string;
  cwd?: string;
  /** Default: nothing. */
  needs?: Stage['needs'];
  /** Its exit code when it could check nothing. */
  skipCode?: number;
}

/** A tool that says yes or no to the whole project. */
export function check(name: string, args: string[], options: CheckOptions): Stage {
  return {
    name,
    needs: options.needs ?? 'nothing',
    isThere: () => existsSync(path.join(root, options.needed)),
    run: (context) => runCheck(context, name, args, options),
  };
}

async function runCheck(
  { stack, env }: Context,
  name: string,
  args: string[],
  { cwd = '.', skipCode }: CheckOptions,
): Promise<Outcome> {
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
  if (skipCode !== undefined && code === skipCode) return skippedOnce(output.trim());
  return code === 0 ? passedOnce : failedOnce(excerpt(output));
}

/** The script of a package, so that no shell and no PATH is involved. */
export function bin(file: string): string {
  return path.join(root, 'node_modules', file);
}
