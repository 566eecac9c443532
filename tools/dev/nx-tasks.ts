import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runToEnd } from './processes/launch.ts';
import { root, type Stack } from './stack.ts';

export interface NxTask {
  /** `@tradepost/app-cart` */
  project: string;
  target: string;
  /** Its result was stored: nothing it depends on has changed since. */
  isCached: boolean;
  output: string;
}

export interface NxRun {
  isOk: boolean;
  tasks: NxTask[];
  /** What failed tasks printed, or all of it when Nx itself failed. */
  faults: string;
}

/** Plugins in Nx's own process, and no daemon: a run that finds everything cached takes a second instead of three. */
const SETTINGS = { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_LOAD_DOT_ENV_FILES: 'false' };

/** Runs targets in all projects that have them; results come from Nx's cache in `.nx` where nothing has changed. */
export async function runTargets(stack: Stack, targets: string[]): Promise<NxRun> {
  const name = `nx-${targets.join('-')}`;
  const { code, output } = await runToEnd(
    {
      name,
      command: process.execPath,
      args: [
        path.join(root, 'node_modules/nx/dist/bin/nx.js'),
        'run-many',
        `--targets=${targets.join(',')}`,
        '--outputStyle=static',
      ],
      cwd: root,
      env: { ...process.env, ...SETTINGS },
      log: path.join(stack.logs, `${name}.log`),
    },
    stack.pids,
  );
  return readRun(stripVTControlCharacters(output), code === 0);
}

const TASK = /^> nx run (\S+):([^\s:]+)( {2}\[.+\])?$/;

/** What Nx prints by task, each under a line with its name. */
export function readRun(output: string, isOk: boolean): NxRun {
  const lines = output.split('\n');
  const starts = lines.flatMap((line, at) => (TASK.test(line) ? [at] : []));
  const summary = lines.findIndex((line) => line.startsWith(' NX '));
  const tasks = starts.map((at, nth) => {
    const [, project = '', target = '', cached] = TASK.exec(lines[at] ?? '') ?? [];
    const end = starts[nth + 1] ?? (summary > at ? summary : lines.length);
    const text = lines
      .slice(at + 1, end)
      .join('\n')
      .trim();
    return { project, target, isCached: cached !== undefined, output: text };
  });
  const failed = new Set(lines.flatMap((line) => /^- (\S+)$/.exec(line)?.[1] ?? []));
  const faults = tasks
    .filter(({ project, target }) => failed.has(`${project}:${target}`))
    .map(({ project, target, output: text }) => `${project}:${target}\n${text}`);
  return { isOk, tasks, faults: isOk ? '' : faults.join('\n\n') || output.trim() };
}
