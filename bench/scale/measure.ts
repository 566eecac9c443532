import { turn } from '../measures/turn.ts';
import type { Measures } from '../measures/statistics.ts';
import { type Scenario, scenarios } from '../scenarios.ts';
import { root } from '../sides/shop-process.ts';
import type { Side } from '../sides/side.ts';
import { withSides } from '../sides/with-sides.ts';
import { CpuLimit } from './cpu-limit.ts';
import { instancesOf, type Scaled, sharesBetween, workOf } from './instances.ts';
import { type Waits, waitsDuring } from './waits.ts';

export interface ScaleOptions {
  readonly callers: number;
  readonly seconds: number;
  readonly products: number;
  /** Purchases per second for which the CPU of one instance suffices. */
  readonly perInstance: number;
}

export type Row = Readonly<Record<string, number | string>>;

const WARM_UP_S = 5;

/** Starts a shop with so many instances, loads it without and with limits, and stops it. */
export async function measureCount(
  scaled: readonly Scaled[],
  count: number,
  options: ScaleOptions,
): Promise<Row> {
  const instances = scaled.map((app) => `${app}=${count}`).join();
  const shop = { name: instances, folder: root, stack: 'bench-scale', options: ['--instances', instances] };
  const limits: CpuLimit[] = [];
  let row: Row = {};
  await withSides(
    [shop],
    { products: options.products, callers: [options.callers], isKept: false },
    async (sides) => {
      for (const side of sides) {
        checkCounts(side, scaled, count);
        row = await measureShop(side, scaled, limits, options);
      }
    },
  );
  for (const limit of limits) limit.remove();
  return row;
}

async function measureShop(
  side: Side,
  scaled: readonly Scaled[],
  limits: CpuLimit[],
  { callers, seconds, perInstance }: ScaleOptions,
): Promise<Row> {
  const { stack } = side;
  const found = (await scenarios(side, [callers])).find(({ name }) => name.startsWith('W5'));
  if (!found) throw new Error('the scenario W5 is missing');
  // Each of them has to compile what it runs.
  const most = Math.max(...scaled.map((app) => instancesOf(stack, app).length));
  await found.run(callers, WARM_UP_S * most);
  let waits: Waits | undefined;
  const watched: Scenario = {
    ...found,
    run: async (count, time) => {
      const [rate, during] = await waitsDuring(stack.databaseAdminUrl, () => found.run(count, time));
      waits = during;
      return rate;
    },
  };
  const free = await turn(side, watched, callers, seconds);
  for (const app of scaled) {
    const share = (perInstance * cpuOf(app, free, side)) / 1_000;
    for (const { pid } of instancesOf(stack, app)) {
      const limit = new CpuLimit(pid);
      limits.push(limit);
      limit.set(share);
    }
  }
  const services = scaled.map((app) => instancesOf(stack, app));
  const before = await Promise.all(services.map(workOf));
  const limited = await turn(side, found, callers, seconds);
  const after = await Promise.all(services.map(workOf));
  for (const limit of limits) limit.set(undefined);
  return {
    'rate, limited': limited['rate, 1/s'] ?? NaN,
    'failed, limited': limited['failed'] ?? NaN,
    'rate without limits': free['rate, 1/s'] ?? NaN,
    ...Object.fromEntries(scaled.map((app) => [`CPU of ${app}, ms`, cpuOf(app, free, side)])),
    ...picked(free),
    ...waits,
    'calls per instance': scaled
      .map((app, at) => `${app} ${sharesBetween(before[at]?.calls ?? [], after[at]?.calls ?? [])}`)
      .join(', '),
    'partitions per instance': scaled
      .map((app, at) => `${app} ${after[at]?.partitions.join('+')}`)
      .join(', '),
  };
}

const PICKED = [
  ...[
    'CPU of services, ms',
    'CPU of Postgres, ms',
    'CPU of Redis, ms',
    'SQL statements',
    'SQL of background work',
  ],
  ...['RPCs', 'commits', 'Redis commands'],
];
const picked = (measured: Measures): Row =>
  Object.fromEntries(PICKED.map((name) => [name, measured[name] ?? NaN]));

/** Of all its instances. */
const cpuOf = (app: string, measured: Measures, { stack }: Side): number =>
  instancesOf(stack, app).reduce((sum, { name }) => sum + (measured[`CPU of ${name}, ms`] ?? 0), 0);

function checkCounts({ stack }: Side, scaled: readonly Scaled[], count: number): void {
  const wrong = scaled.filter((app) => instancesOf(stack, app).length !== count);
  if (wrong.length > 0)
    throw new Error(
      `a shop of the stack bench-scale runs with other instances of ${wrong.join(', ')}: stop it first`,
    );
}
