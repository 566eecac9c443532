import { type Demand, SERVICES, type ServiceName } from './demand.ts';

/** What is not measured but decided. */
export interface Assumptions {
  /** How much of a core is used at the highest load; the rest is for bursts and for instances that are away. */
  readonly utilisation: number;
  /** Pages that are read for each purchase. */
  readonly pages: number;
  /** Least instances of a service: one may be away. */
  readonly least: number;
  /** `DATABASE_POOL`. */
  readonly pool: number;
  /** Connections for operators and migrations. */
  readonly reserved: number;
  /** Events of a purchase, and for how many hours they stay in the outbox. */
  readonly events: number;
  readonly retentionHours: number;
}

export const USUAL: Assumptions = {
  ...{ utilisation: 0.7, pages: 20, least: 2, pool: 10, reserved: 30, events: 4, retentionHours: 24 },
};

export interface Plan {
  readonly instances: Readonly<Record<ServiceName, number>>;
  /** To be provided; a Node process uses one core. */
  readonly postgresCores: number;
  readonly redisCores: number;
  readonly walMbPerSecond: number;
  readonly commitsPerSecond: number;
  readonly statementsPerSecond: number;
  readonly redisPerSecond: number;
  readonly eventsPerSecond: number;
  /** At most: every pool full, with one more instance of each service during a rollout. */
  readonly connections: number;
  /** Millions, if this rate lasted as long as events stay. */
  readonly outboxRows: number;
}

/** What so many purchases per second need. */
export function planFor(rate: number, demand: Demand, assumed: Assumptions): Plan {
  const { utilisation, pages, least, pool, reserved, events, retentionHours } = assumed;
  const cores = (ms: number): number => (rate * ms) / 1_000 / utilisation;
  const instancesOf = (name: ServiceName): number => {
    const ms = demand.cpuMs[name] + (name === 'gateway' ? pages * demand.pageMs : 0);
    return Math.max(least, Math.ceil(cores(ms)));
  };
  const instances = Object.fromEntries(
    SERVICES.map((name) => [name, instancesOf(name)]),
  ) as Plan['instances'];
  const withDatabase = SERVICES.filter((name) => name !== 'gateway');
  return {
    instances,
    postgresCores: cores(demand.postgresMs),
    redisCores: cores(demand.redisMs),
    walMbPerSecond: (rate * demand.walKb) / 1_024,
    commitsPerSecond: rate * demand.commits,
    statementsPerSecond: rate * demand.statements,
    redisPerSecond: rate * demand.redisCommands,
    eventsPerSecond: rate * events,
    connections: withDatabase.reduce((sum, name) => sum + (instances[name] + 1) * pool, reserved),
    outboxRows: (rate * events * retentionHours * 3_600) / 1e6,
  };
}

/** What there may be at most, before something else is needed. */
export interface Limits {
  /** `max_connections`. */
  readonly connections: number;
  /** Cores of the machine of Postgres. */
  readonly postgresCores: number;
  /** Redis runs commands in one thread. */
  readonly redisCores: number;
  /** Of one relay per service, measured by `npm run bench:events`. */
  readonly eventsPerSecond: number;
}

export const USUAL_LIMITS: Limits = {
  ...{ connections: 400, postgresCores: 16, redisCores: 1, eventsPerSecond: 16_000 },
};

const HIGHEST_RATE = 100_000;

/** The first rate at which each limit is exceeded; `HIGHEST_RATE` when none below it does. */
export function exceededAt(
  demand: Demand,
  assumed: Assumptions,
  limits: Limits,
): Record<keyof Limits, number> {
  const firstRate = (limit: keyof Limits): number => {
    let [low, high] = [0, HIGHEST_RATE];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (planFor(middle, demand, assumed)[limit] > limits[limit]) high = middle;
      else low = middle;
    }
    return high;
  };
  const names = Object.keys(limits) as (keyof Limits)[];
  return Object.fromEntries(names.map((name) => [name, firstRate(name)])) as Record<keyof Limits, number>;
}
