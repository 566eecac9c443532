import { Redis } from 'ioredis';
import pg from 'pg';
import { isOurs, type StackFile } from '../shop.ts';
import { total } from './series.ts';
import type { Measures } from './statistics.ts';

export interface Counted {
  readonly counts: Measures;
  /** The young generation of each service's heap. */
  readonly young: readonly { readonly collections: number; readonly kb: number }[];
}

/** What a shop, its Postgres and its Redis have counted since they started. */
export class Counts {
  private readonly stack: StackFile;
  private readonly redis: Redis;
  private readonly db: pg.Pool;

  constructor(stack: StackFile) {
    this.stack = stack;
    this.redis = new Redis(stack.redisUrl);
    this.db = new pg.Pool({ connectionString: stack.databaseAdminUrl, max: 1 });
  }

  async read(): Promise<Counted> {
    const texts = await Promise.all(
      this.stack.services.filter(isOurs).map(({ opsUrl }) => metricsOf(opsUrl)),
    );
    const [postgres, redis] = await Promise.all([this.postgres(), this.ofRedis()]);
    return {
      counts: { ...countsIn(texts), ...postgres, ...redis },
      young: texts.map((text) => ({
        collections: total(text, 'nodejs_gc_duration_seconds_count', 'kind="minor"'),
        kb: total(text, 'nodejs_heap_space_size_total_bytes', 'space="new"') / 1024,
      })),
    };
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.db.end();
  }

  private async postgres(): Promise<Measures> {
    const { rows } = await this.db.query<{ wal: string; commits: string }>(
      `SELECT pg_current_wal_lsn() - '0/0' AS wal,
              (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits`,
    );
    return { commits: Number(rows[0]?.commits), 'WAL, KB': Number(rows[0]?.wal) / 1024 };
  }

  private async ofRedis(): Promise<Measures> {
    const stats = await this.redis.info('stats');
    return { 'Redis commands': Number(/total_commands_processed:(\d+)/.exec(stats)?.[1]) };
  }
}

/** Empty with METRICS=off. */
async function metricsOf(opsUrl: string): Promise<string> {
  const answer = await fetch(`${opsUrl}/metrics`);
  const text = await answer.text();
  return answer.ok ? text : '';
}

function countsIn(texts: readonly string[]): Measures {
  if (texts.every((text) => text === '')) return {};
  const all = (name: string, part = ''): number =>
    texts.reduce((sum, text) => sum + total(text, name, part), 0);
  const sql = (kind: string): number => all('db_client_operation_duration_seconds_count', `kind="${kind}"`);
  const calls = (method: string): number => all('rpc_client_call_duration_seconds_count', method);
  return {
    'SQL statements': sql('request'),
    'SQL of background work': sql('background'),
    // Gateways ask for ended sessions every second, whatever customers do.
    RPCs: calls('') - calls('ListTokenRevocations'),
  };
}

/**
 * KB allocated by the services. V8 counts none, but it collects the young generation whenever that is full: so this is an
 * estimate, from its collections and its size after the load.
 */
export function allocatedKb(before: Counted, after: Counted): number {
  return after.young.reduce(
    (sum, { collections, kb }, n) => sum + (collections - (before.young[n]?.collections ?? 0)) * kb,
    0,
  );
}
