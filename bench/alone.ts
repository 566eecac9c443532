import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { load } from './load.ts';
import { memoryMb } from './measures/processes.ts';
import type { Results } from './measures/results.ts';
import { median } from './measures/statistics.ts';
import type { Options } from './options.ts';
import { purchase } from './scenarios.ts';
import { Http, isOurs } from './shop.ts';
import type { Side } from './sides/side.ts';

/** What is measured of one shop only. */
export async function measureAlone(side: Side, options: Options, results: Results): Promise<void> {
  const isWanted = (name: string): boolean => options.only.length === 0 || options.only.includes(name);
  if (isWanted('bare')) await measureBare(side, options, results);
  if (isWanted('cost')) await countPurchase(side, results);
  if (isWanted('idle')) results.keep('idle, per cent of a core', await idleCost(side, options.idle));
  results.keep('memory, MB', memoryOf(side));
}

/** W1 and W2 are judged against a route that does nothing but send the same bytes. */
async function measureBare({ http }: Side, { seconds }: Options, results: Results): Promise<void> {
  for (const path of ['/api/v1/products?limit=20', '/api/v1/products/bench-1']) {
    const bytes = await http.ask('GET', path, 200);
    const child = fork(new URL('bare-server.ts', import.meta.url));
    const origin = await new Promise<string>((done) =>
      child.once('message', (message) => done(message as string)).send(bytes),
    );
    const bare = new Http(origin, 64);
    // Alternately, so that both meet the same noise.
    const ratios: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const theirs = await load(16, seconds / 2, async () => void (await bare.ask('GET', '/bare', 200)));
      const ours = await load(16, seconds / 2, async () => void (await http.ask('GET', path, 200)));
      ratios.push(ours.perSecond / theirs.perSecond);
    }
    await bare.close();
    child.kill();
    results.keep(`share of a bare Fastify route, ${path}`, round(median(ratios)));
  }
}

const COUNTED = [
  [1, 20],
  [32, 320],
] as const;

/** One after the other, and many at a time, when several carts are priced by one call. */
async function countPurchase({ http, variants, counts }: Side, results: Results): Promise<void> {
  for (const [atATime, times] of COUNTED) {
    await load(atATime, 1, () => purchase(http, variants));
    const before = await counts.read();
    const buyer = async (): Promise<void> => {
      for (let n = 0; n < times / atATime; n++) await purchase(http, variants);
    };
    await Promise.all(Array.from({ length: atATime }, buyer));
    const after = (await counts.read()).counts;
    const each = Object.entries(after).map(([name, value]) => [
      name,
      round((value - (before.counts[name] ?? 0)) / times),
    ]);
    results.keep(`one purchase, ${atATime} at a time`, Object.fromEntries(each));
  }
}

const SETTLING_MS = 10_000;

/** Per cent of a core that each process takes without requests. */
async function idleCost(side: Side, seconds: number): Promise<Record<string, number>> {
  // What was asked for before is over then, its events are published and read.
  await pause(SETTLING_MS);
  const [before, began] = [side.cpuMs(), performance.now()];
  await pause(seconds * 1_000);
  const [after, took] = [side.cpuMs(), performance.now() - began];
  const shares = Object.entries(after).map(([name, ms]) => [
    name,
    round((100 * (ms - (before[name] ?? 0))) / took),
  ]);
  return Object.fromEntries(shares) as Record<string, number>;
}

/** Resident, and of all of ours with what processes share divided among them: Node itself, 60 MB of each, is there once. */
function memoryOf({ stack }: Side): Record<string, number> {
  const resident = stack.services.map(({ name, pid }) => [name, memoryMb(pid, 'status', 'VmRSS')] as const);
  const ours = stack.services.filter(isOurs);
  const sum = (of: (pid: number) => number): number => ours.reduce((all, { pid }) => all + of(pid), 0);
  return {
    ...Object.fromEntries(resident),
    'of ours': sum((pid) => memoryMb(pid, 'status', 'VmRSS')),
    'of ours, shared once': sum((pid) => memoryMb(pid, 'smaps_rollup', 'Pss')),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
