// `npm run bench`: rates, latencies, statements, calls and memory of the running shop. Compare numbers of one run only.
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { load, type Rate } from './load.ts';
import { difference, idleCost, memoryOf, numbersOf } from './numbers.ts';
import { purchase, race, scenarios } from './scenarios.ts';
import { benchVariants, hotVariant, Http, runningStack, staffHeaders } from './shop.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    products: { type: 'string', default: '1000' },
    callers: { type: 'string', default: '1,16,64' },
    idle: { type: 'string', default: '60' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const COUNTED = [
  ['perPurchase', 1, 20],
  ['perPurchaseOfMany', 32, 320],
] as const;
// What a purchase cost before carts were cached and price queries batched (ADR 17).
const ONCE = { sql: 22, rpc: 14 };
const seconds = Number(values.seconds);
const callers = values.callers.split(',').map(Number);
const stack = runningStack();
const http = new Http(stack.baseUrl, Math.max(...callers, 64));
const report: {
  scenarios: ({ name: string; cpuMsPer: Record<string, number> } & Rate)[];
  [key: string]: unknown;
} = { scenarios: [] };
const say = (line: string): void => void process.stderr.write(`${line}\n`);

report['memoryMbBefore'] = memoryOf(stack.services);
if (values.only !== 'idle') await measureUnderLoad();
if (!values.only || values.only === 'idle') await measureIdle();
report['memoryMbAfter'] = memoryOf(stack.services);
await http.close();
if (values.json) console.log(JSON.stringify(report, undefined, 2));
else say(`memory MB ${JSON.stringify(report['memoryMbAfter'])}`);

async function measureUnderLoad(): Promise<void> {
  const staff = await staffHeaders(http, stack);
  const variants = await benchVariants(http, staff, Number(values.products));
  await measureScenarios(variants);
  if (!values.only) await measureBare();
  if (!values.only || values.only === 'cost') await countPurchase(variants);
  if (!values.only || values.only === 'W6') await measureRace(staff);
}

async function measureScenarios(variants: readonly string[]): Promise<void> {
  for (const { name, callers: counts, work } of scenarios(http, variants, callers)) {
    if (values.only && !name.startsWith(values.only)) continue;
    await load(8, Math.min(seconds, 2), work);
    for (const count of counts) {
      const before = await numbersOf(stack.services);
      const rate = await load(count, seconds, work);
      const { cpuS } = difference(await numbersOf(stack.services), before);
      const cpuMsPer = Object.fromEntries(
        Object.entries(cpuS).map(([service, s]) => [service, round((s * 1000) / rate.done)]),
      );
      report.scenarios.push({ name, cpuMsPer, ...rate });
      const { perSecond, p50Ms, p99Ms, failures } = rate;
      say(
        `${name.padEnd(26)} ${String(count).padStart(3)} callers ${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms  ${failures} failed  CPU ms ${JSON.stringify(cpuMsPer)}`,
      );
    }
  }
}

/** W1 and W2 are judged against a route that does nothing but send the same bytes. */
async function measureBare(): Promise<void> {
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
    ratios.sort((a, b) => a - b);
    report[`ratioToBare ${path}`] = ratios[1];
    say(`${path}: ${((ratios[1] ?? 0) * 100).toFixed(0)} % of a bare Fastify route`);
  }
}

/** One after the other, and many at a time, when several carts are priced by one call. */
async function countPurchase(variants: readonly string[]): Promise<void> {
  for (const [name, atATime, times] of COUNTED) {
    await load(atATime, 1, () => purchase(http, variants));
    const before = await numbersOf(stack.services);
    const buyer = async (): Promise<void> => {
      for (let n = 0; n < times / atATime; n++) await purchase(http, variants);
    };
    await Promise.all(Array.from({ length: atATime }, buyer));
    const { sql, backgroundSql, rpc } = difference(await numbersOf(stack.services), before);
    const each = { sql: sql / times, backgroundSql: backgroundSql / times, rpc: rpc / times };
    report[name] = each;
    const [statements, background, calls] = Object.values(each).map(round);
    say(
      `one purchase, ${atATime} at a time: ${statements} SQL statements (once ${ONCE.sql}; and ${background} by background work), ${calls} gRPC calls (once ${ONCE.rpc})`,
    );
  }
}

async function measureRace(staff: Record<string, string>): Promise<void> {
  const from = performance.now();
  const counts = await race(http, await hotVariant(http, staff, 200), 400);
  report['race'] = counts;
  say(
    `W6 200 units, 400 buyers at once: ${JSON.stringify(counts)} in ${((performance.now() - from) / 1000).toFixed(1)} s`,
  );
}

async function measureIdle(): Promise<void> {
  const idle = await idleCost(stack.services, Number(values.idle));
  report['idlePercentOfACore'] = idle;
  say(`idle, per cent of a core: ${JSON.stringify(idle)}`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
