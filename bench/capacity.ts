// `npm run bench:capacity -- results.json`: what 10 to 1 000 purchases a second need, from what one was measured to take.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type BenchFile, demandIn, SERVICES } from './capacity/demand.ts';
import { type Assumptions, exceededAt, type Limits, planFor, USUAL, USUAL_LIMITS } from './capacity/plan.ts';
import { markdown, shown } from './measures/table.ts';

const USAGE = `npm run bench:capacity -- results.json [options]
  results.json               of: npm run bench -- --only W2,W5 --callers 64 --json results.json
  --rates 10,50,100,300,1000 purchases per second
  --callers 64               which of the measurements
  --pages 20                 pages that are read for each purchase
  --pool 10                  DATABASE_POOL
  --utilisation 0.7          how much of a core is used at the highest load
  --events 5                 events of a purchase
  --max-connections 400, --postgres-cores 16, --relay-events 16000
                             limits, whose rates are printed below the table`;

const number = (name: string, text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0))
    throw new Error(`--${name} must be a number above 0, not "${text}"\n\n${USAGE}`);
  return value;
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rates: { type: 'string', default: '10,50,100,300,1000' },
    callers: { type: 'string', default: '64' },
    pages: { type: 'string', default: String(USUAL.pages) },
    pool: { type: 'string', default: String(USUAL.pool) },
    utilisation: { type: 'string', default: String(USUAL.utilisation) },
    events: { type: 'string', default: String(USUAL.events) },
    'max-connections': { type: 'string', default: String(USUAL_LIMITS.connections) },
    'postgres-cores': { type: 'string', default: String(USUAL_LIMITS.postgresCores) },
    'relay-events': { type: 'string', default: String(USUAL_LIMITS.eventsPerSecond) },
  },
});
const [file] = positionals;
if (!file) throw new Error(USAGE);
const demand = demandIn(
  JSON.parse(readFileSync(file, 'utf8')) as BenchFile,
  number('callers', values.callers),
);
const assumed: Assumptions = {
  ...USUAL,
  pages: Number(values.pages),
  pool: number('pool', values.pool),
  utilisation: number('utilisation', values.utilisation),
  events: number('events', values.events),
};
const limits: Limits = {
  ...USUAL_LIMITS,
  connections: number('max-connections', values['max-connections']),
  postgresCores: number('postgres-cores', values['postgres-cores']),
  eventsPerSecond: number('relay-events', values['relay-events']),
};

console.log(
  `Of one purchase: ${JSON.stringify(demand, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value))}\n`,
);
const rates = values.rates.split(',').map((one) => number('rates', one));
const plans = rates.map((rate) => planFor(rate, demand, assumed));
const row = (name: string, of: (plan: (typeof plans)[number]) => number): string[] => [
  name,
  ...plans.map((plan) => shown(of(plan))),
];
const count = (name: string, of: (plan: (typeof plans)[number]) => number): string[] => [
  name,
  ...plans.map((plan) => String(of(plan))),
];
console.log(
  markdown([
    ['purchases per second', ...rates.map(String)],
    ...SERVICES.map((name) => count(`instances of ${name}`, ({ instances }) => instances[name])),
    row('cores of Postgres', ({ postgresCores }) => postgresCores),
    row('WAL, MB/s', ({ walMbPerSecond }) => walMbPerSecond),
    row('commits/s', ({ commitsPerSecond }) => commitsPerSecond),
    row('statements/s', ({ statementsPerSecond }) => statementsPerSecond),
    count('connections at most', ({ connections }) => connections),
    row('Redis commands/s', ({ redisPerSecond }) => redisPerSecond),
    row('cores of Redis', ({ redisCores }) => redisCores),
    row('events/s', ({ eventsPerSecond }) => eventsPerSecond),
    row('rows of the outbox after a day, millions', ({ outboxRows }) => outboxRows),
  ]),
);
const at = exceededAt(demand, assumed, limits);
console.log(`
More than ${limits.connections} connections from ${at.connections} purchases/s: pgbouncer.
More than ${limits.postgresCores} cores of Postgres from ${at.postgresCores}: a database per service.
More than one core of Redis from ${at.redisCores}: Redis Cluster, or a Redis for streams alone.
More than ${limits.eventsPerSecond} events/s from ${at.eventsPerSecond}: more than one relay must be busy; there are up to eight.`);
