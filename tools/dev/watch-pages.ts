import { execFile } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { say, warn } from './console.ts';
import { root } from './stack.ts';

const REACT_ROUTER = path.join(root, 'node_modules/@react-router/dev/bin.cjs');
const QUIET_MS = 150;
const run = promisify(execFile);

export function hasPages(app: string): boolean {
  return existsSync(path.join(root, 'apps', app, 'vite.config.ts'));
}

/** Builds an app's pages now and after every change of its sources; an editor's many writes are one change. */
export function followPages(app: string, onBuilt: () => void): void {
  const folder = path.join(root, 'apps', app);
  let isBuilding = false;
  let isDue = true;
  const build = async (): Promise<void> => {
    if (isBuilding) return;
    isBuilding = true;
    while (isDue) {
      isDue = false;
      await buildOnce(app, folder, onBuilt);
    }
    isBuilding = false;
  };
  let quiet: NodeJS.Timeout | undefined;
  watch(path.join(folder, 'src'), { recursive: true }, () => {
    isDue = true;
    clearTimeout(quiet);
    quiet = setTimeout(() => void build(), QUIET_MS);
  });
  void build();
}

async function buildOnce(app: string, cwd: string, onBuilt: () => void): Promise<void> {
  const began = performance.now();
  try {
    await run(process.execPath, [REACT_ROUTER, 'build'], { cwd });
    say(`${app} is built (${Math.round(performance.now() - began)} ms), restarting it`);
    onBuilt();
  } catch (error) {
    warn(`${app} is not built: ${(error as { stderr?: string }).stderr ?? String(error)}`);
  }
}
