import { rmSync } from 'node:fs';
import path from 'node:path';
import { warn } from './console.ts';
import type { Instance } from './instances.ts';
import { answersOk } from './parts/part.ts';
import { KeptAlive } from './processes/kept-alive.ts';
import { launch } from './processes/launch.ts';
import { LogTail } from './processes/log-tail.ts';
import { root, type Stack } from './stack.ts';

export interface Keeping {
  environment: (instance: Instance) => Record<string, string>;
  onBack: () => void;
  /** Tests provoke warnings all the time; there they only go to the logs. */
  showsWarnings: boolean;
}

export type KeptInstance = Instance & { keeper: KeptAlive };

const LOG_EVERY_MS = 500;

/** Starts all at once (each waits for what it needs) and answers when all are ready. */
export async function keepServices(
  stack: Stack,
  plan: Instance[],
  keeping: Keeping,
): Promise<KeptInstance[]> {
  const kept = plan.map((instance) => ({ ...instance, keeper: keeperOf(stack, instance, keeping) }));
  stopInWaves(stack, kept);
  if (keeping.showsWarnings) showWarnings(stack, plan);
  await Promise.all(kept.map(({ keeper }) => keeper.start()));
  return kept;
}

function showWarnings(stack: Stack, plan: Instance[]): void {
  const tails = plan.map(({ name }) => new LogTail(name, logOf(stack, name), warn));
  const timer = setInterval(() => tails.forEach((tail) => tail.poll()), LOG_EVERY_MS);
  stack.teardown.add(async () => clearInterval(timer));
}

// As in the image: a smaller young generation and fewer malloc arenas, a fifth less memory under load (bench/).
const LEAN = ['--max-semi-space-size=4'];

function keeperOf(stack: Stack, instance: Instance, { environment, onBack }: Keeping): KeptAlive {
  const folder = path.join(root, 'apps', instance.service.app);
  const log = logOf(stack, instance.name);
  rmSync(log, { force: true });
  const what = {
    name: instance.name,
    command: process.execPath,
    // Source maps would cost each process 100 MB; NODE_OPTIONS=--enable-source-maps asks for them.
    args: [...LEAN, path.join(folder, 'dist/main.mjs')],
    env: { MALLOC_ARENA_MAX: '2', ...environment(instance) },
    cwd: folder,
    log,
  };
  return new KeptAlive({
    name: instance.name,
    launch: () => launch(what, stack.pids),
    isReady: () => answersOk(`http://127.0.0.1:${instance.opsPort}/health/ready`),
    onBack,
  });
}

/** The last task added is the first to run: so the lowest wave is added first. */
function stopInWaves(stack: Stack, kept: KeptInstance[]): void {
  const waves = [...new Set(kept.map(({ service }) => service.stopWave))].sort((a, b) => a - b);
  for (const wave of waves) {
    const members = kept.filter(({ service }) => service.stopWave === wave);
    stack.teardown.add(() => Promise.all(members.map(({ keeper }) => keeper.stop())));
  }
}

function logOf(stack: Stack, name: string): string {
  return path.join(stack.logs, `${name}.log`);
}
