import { rmSync } from 'node:fs';
import path from 'node:path';
import { warn } from './console.ts';
import type { Instance } from './instances.ts';
import { answersOk } from './parts/part.ts';
import { SupervisedProcess } from './processes/supervised-process.ts';
import { launch } from './processes/launch.ts';
import { LogTail } from './processes/log-tail.ts';
import { root, type Stack } from './stack.ts';

export interface SupervisionOptions {
  environment: (instance: Instance) => Record<string, string>;
  onBack: () => void;
  /** Off in tests, which provoke warnings; their logs have them. */
  showsWarnings: boolean;
}

export type RunningInstance = Instance & { child: SupervisedProcess };

const LOG_EVERY_MS = 500;

/** Starts all at once (each waits for what it needs) and resolves when all are ready. */
export async function startServices(
  stack: Stack,
  plan: Instance[],
  options: SupervisionOptions,
): Promise<RunningInstance[]> {
  const running = plan.map((instance) => ({ ...instance, child: supervise(stack, instance, options) }));
  stack.teardown.add(() => stopServices(running));
  if (options.showsWarnings) showWarnings(stack, plan);
  await Promise.all(running.map(({ child }) => child.start()));
  return running;
}

function showWarnings(stack: Stack, plan: Instance[]): void {
  const tails = plan.map(({ name }) => new LogTail(name, logOf(stack, name), warn));
  const timer = setInterval(() => tails.forEach((tail) => tail.poll()), LOG_EVERY_MS);
  stack.teardown.add(async () => clearInterval(timer));
}

// As in the image: a smaller young generation and fewer malloc arenas, a fifth less memory under load (bench/). In a
// container Node sizes its heap by the limit of memory; on a large machine it would let garbage pile up to gigabytes.
const LEAN = ['--max-semi-space-size=4', '--max-old-space-size=256'];

function supervise(
  stack: Stack,
  instance: Instance,
  { environment, onBack }: SupervisionOptions,
): SupervisedProcess {
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
  return new SupervisedProcess({
    name: instance.name,
    launch: () => launch(what, stack.pids),
    isReady: () => answersOk(`http://127.0.0.1:${instance.opsPort}/health/ready`),
    onBack,
  });
}

/** In waves, the highest first, so that no stopped service is called. */
export async function stopServices(running: readonly RunningInstance[]): Promise<void> {
  const waves = [...new Set(running.map(({ service }) => service.stopWave))].sort((a, b) => b - a);
  for (const wave of waves) {
    const members = running.filter(({ service }) => service.stopWave === wave);
    await Promise.all(members.map(({ child }) => child.stop()));
  }
}

function logOf(stack: Stack, name: string): string {
  return path.join(stack.logs, `${name}.log`);
}
