import type { ScenarioResult } from '../measures/results.ts';
import { median } from '../measures/statistics.ts';

export const SERVICES = ['gateway', 'cart', 'order', 'product', 'user'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** What one purchase takes, as `npm run bench -- --json` measured it, and what one page does to the gateway. */
export interface Demand {
  readonly cpuMs: Readonly<Record<ServiceName, number>>;
  readonly postgresMs: number;
  readonly redisMs: number;
  readonly walKb: number;
  readonly commits: number;
  readonly statements: number;
  readonly redisCommands: number;
  /** CPU of the gateway for a product page from its cache. */
  readonly pageMs: number;
}

export interface BenchFile {
  readonly sides: readonly string[];
  readonly scenarios: readonly ScenarioResult[];
}

/**
 * Medians of the newest build in the file.
 * @throws Error when W2 or W5 was not measured with so many callers
 */
export function demandIn({ sides, scenarios }: BenchFile, callers: number): Demand {
  const measured = (scenario: string): ((name: string) => number) => {
    const found = scenarios.find((one) => one.name.startsWith(scenario) && one.callers === callers);
    if (!found)
      throw new Error(
        `the file has no ${scenario} with ${callers} callers: npm run bench -- --only W2,W5 --callers ${callers}`,
      );
    return (name) => {
      const value = median(found.rounds.map((round) => round[sides.length - 1]?.[name] ?? NaN));
      if (Number.isNaN(value)) throw new Error(`${scenario} of the file has no "${name}"`);
      return value;
    };
  };
  const purchase = measured('W5');
  const cpu = SERVICES.map((name) => [name, purchase(`CPU of ${name}, ms`)] as const);
  return {
    cpuMs: Object.fromEntries(cpu) as Record<ServiceName, number>,
    postgresMs: purchase('CPU of Postgres, ms'),
    redisMs: purchase('CPU of Redis, ms'),
    walKb: purchase('WAL, KB'),
    commits: purchase('commits'),
    statements: purchase('SQL statements') + purchase('SQL of background work'),
    redisCommands: purchase('Redis commands'),
    pageMs: measured('W2')('CPU of gateway, ms'),
  };
}
