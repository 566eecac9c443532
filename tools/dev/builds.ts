import { step, Stop } from './console.ts';
import { runTargets } from './nx-tasks.ts';
import type { Stack } from './stack.ts';

/** Generated code and the bundle of every app. */
export function buildAll(stack: Stack): Promise<void> {
  return make(stack, 'Code', ['generate', 'build']);
}

/** Code made from contracts and schemas: what checks and specs need. */
export function generateCode(stack: Stack): Promise<void> {
  return make(stack, 'Generated code', ['generate']);
}

async function make(stack: Stack, title: string, targets: string[]): Promise<void> {
  await step(
    title,
    async () => {
      const { isOk, tasks, faults } = await runTargets(stack, targets);
      if (!isOk) throw new Stop(`The build failed:\n${faults}`);
      return tasks.filter(({ isCached }) => !isCached);
    },
    (made) =>
      made.map(({ project, target }) => `${project.split('/').at(-1)}:${target}`).join(', ') ||
      'nothing has changed',
  );
}
