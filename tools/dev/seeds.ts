import { existsSync } from 'node:fs';
import path from 'node:path';
import { step, Stop } from './console.ts';
import type { Instance } from './instances.ts';
import { runToEnd } from './processes/launch.ts';
import { root, type Stack } from './stack.ts';

/** A demo account, as the seed of `user` prints it. */
export interface Account {
  email: string;
  password: string;
  role: string;
}

/** Generators of the files that an app's seed reads; both get the folder as their argument. */
const GENERATORS: Record<string, string> = { product: 'tools/demo-catalogue/main.ts' };

/** Runs the seed of each app that has one; they touch only their own schema, so all run at once. */
export async function seedAll(
  stack: Stack,
  plan: Instance[],
  environment: (instance: Instance) => Record<string, string>,
): Promise<Account[]> {
  const oneOfEach = plan.filter((one, at) => plan.findIndex(({ service }) => service === one.service) === at);
  const seeded = oneOfEach.filter(({ service }) => existsSync(seedOf(service.app)));
  if (seeded.length === 0) return [];
  return step(`Seeds of ${seeded.map(({ service }) => service.app).join(', ')}`, async () => {
    const results = await Promise.all(seeded.map((instance) => seed(stack, instance, environment(instance))));
    return results.flatMap(accountsIn);
  });
}

async function seed(
  stack: Stack,
  { service: { app } }: Instance,
  env: Record<string, string>,
): Promise<string> {
  const generator = GENERATORS[app];
  const folder = path.join(stack.folder, `seed-${app}`);
  if (generator) await runSeed(stack, app, { args: [path.join(root, generator), folder], cwd: root });
  const args = generator ? [seedOf(app), folder] : [seedOf(app)];
  return runSeed(stack, app, { args, cwd: path.join(root, 'apps', app), env });
}

async function runSeed(
  stack: Stack,
  app: string,
  launch: { args: string[]; cwd: string; env?: Record<string, string> },
): Promise<string> {
  const { code, output } = await runToEnd(
    {
      ...launch,
      name: `seed of ${app}`,
      command: process.execPath,
      log: path.join(stack.logs, `seed-${app}.log`),
    },
    stack.pids,
  );
  if (code !== 0) throw new Stop(`The seed of ${app} failed:\n${output.trim()}`);
  return output;
}

function seedOf(app: string): string {
  return path.join(root, 'apps', app, 'dist/seed.mjs');
}

/** Accounts stand in the last line, when there are any. */
export function accountsIn(output: string): Account[] {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) return [];
  try {
    return (JSON.parse(last) as { accounts?: Account[] }).accounts ?? [];
  } catch {
    return [];
  }
}
