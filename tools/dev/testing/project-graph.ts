import { existsSync } from 'node:fs';
import path from 'node:path';
import { Stop } from '../console.ts';
import { runToEnd } from '../processes/launch.ts';
import { root, type Stack } from '../stack.ts';
import { bin, plainText } from './checks.ts';
import { excerpt } from './excerpt.ts';

/**
 * Lint reads the projects and their tags from the graph that Nx keeps in `.nx`, and lets every import pass
 * when there is none. So it is brought up to date before anything that lints.
 */
export async function refreshProjectGraph(stack: Stack): Promise<void> {
  if (!existsSync(path.join(root, 'nx.json'))) return;
  const { code, output } = await runToEnd(
    {
      name: 'project graph',
      command: process.execPath,
      args: [bin('nx/dist/bin/nx.js'), 'show', 'projects'],
      cwd: root,
      env: { ...process.env, ...plainText, NX_DAEMON: 'false' },
      log: path.join(stack.logs, 'project-graph.log'),
    },
    stack.pids,
  );
  if (code !== 0) throw new Stop(`Nx could not read the workspace:\n${excerpt(output)}`);
}
