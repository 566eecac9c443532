// `npm run bench`: rates, latencies, statements, calls and memory of the running shop. Compare numbers of one run only.
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { load, type Rate } from './load.ts';
import { difference, memoryOf, numbersOf } from './numbers.ts';
import { purchase, race, scenarios } from './scenarios.ts';
import { benchVariants, hotVariant, Http, runningStack, staffHeaders } from './shop.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    products: { type: 'string', default: '1000' },
    callers: { type: 'string', default: '1,16,64' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const callers = values.callers.split(',').map(Number);
const stack = runningStack();
const http = new Http(stack.baseUrl, Math.max(...callers, 64));
const report: {
  scenarios: ({ name: string; cpuMsPer: Record<string, number> } & Rate)[];
  [key: string]: unknown;
} = { scenarios: [] };
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const staff = await staffHeaders(http, stack);
const variants = await benchVariants(http, staff, Number(values.products));
report['memoryMbBefore'] = memoryOf(stack.services);
await measureScenarios();
if (!values.only) {
  await measureBare();
  await countPurchase();
  await measureRace();
}
report['memoryMbAfter'] = memoryOf(stack.services);
await http.close();
if (values.json) console.log(JSON.stringify(report, undefined, 2));
else say(`memory MB ${JSON.stringify(report['memoryMbAfter'])}`);

async function measureScenarios(): Promise<void> {
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
      child.once('message', (message) => done(String(message))).send(bytes),
    );
    const bare = new Http(origin, 64);
    // By turns, so that both meet the same noise.
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

async function countPurchase(): Promise<void> {
  const times = 20;
  const before = await numbersOf(stack.services);
  for (let n = 0; n < times; n++) await purchase(http, variants);
  const { sql, backgroundSql, rpc } = difference(await numbersOf(stack.services), before);
  const perPurchase = {
    sql: round(sql / times),
    backgroundSql: round(backgroundSql / times),
    rpc: round(rpc / times),
  };
  report['perPurchase'] = perPurchase;
  say(
    `one purchase: ${perPurchase.sql} SQL statements (and ${perPurchase.backgroundSql} by background work), ${perPurchase.rpc} gRPC calls`,
  );
}

async function measureRace(): Promise<void> {
  const from = performance.now();
  const counts = await race(http, await hotVariant(http, staff, 200), 400);
  report['race'] = counts;
  say(
    `W6 200 units, 400 buyers at once: ${JSON.stringify(counts)} in ${((performance.now() - from) / 1000).toFixed(1)} s`,
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
