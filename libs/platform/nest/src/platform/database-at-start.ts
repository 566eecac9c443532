import { sql, startFaultOf } from '@tradepost/database';
import type { Platform } from './platform.ts';
import { StartFault } from './start-or-exit.ts';

/** Of the app's migrations when it was bundled; not defined in a program that is not, such as a test. */
declare const NEWEST_MIGRATION: string | undefined;

/** 16 seconds in all: where everything is deployed at once, roles and database may appear that much later. */
const TRIES_OF_REFUSED_LOGIN = 8;
const LONGEST_PAUSE_MS = 5_000;

interface Patience {
  readonly stopped?: AbortSignal;
  readonly newestMigration?: string | undefined;
  readonly pause?: (ms: number, stopped: AbortSignal | undefined) => Promise<void>;
}

/**
 * Waits for a database that does not answer or is not migrated yet: a service that starts before it must not end because
 * of that, and takes no traffic until then.
 * @throws StartFault when the database answers and keeps refusing the login of DATABASE_URL
 */
export async function untilDatabaseAnswers(
  { database, log }: Pick<Platform, 'database' | 'log'>,
  { stopped, newestMigration = builtWith(), pause = abortablePause }: Patience = {},
): Promise<void> {
  let refusals = 0;
  for (let waitMs = 200; database && !stopped?.aborted; waitMs = Math.min(waitMs * 2, LONGEST_PAUSE_MS)) {
    try {
      if (await isMigrated()) return;
      log.warn({ retryInMs: waitMs }, `the migration ${newestMigration} is not applied yet`);
    } catch (err) {
      if (stopped?.aborted) return;
      const fault = startFaultOf(err);
      if (fault && ++refusals === TRIES_OF_REFUSED_LOGIN)
        throw new StartFault(`DATABASE_URL: ${fault}`, { cause: err });
      log.warn(
        { err, retryInMs: waitMs },
        fault ? `DATABASE_URL: ${fault}` : 'the database does not answer yet',
      );
    }
    await pause(waitMs, stopped);
  }

  /** Asks the database in any case. */
  async function isMigrated(): Promise<boolean> {
    const [row] =
      (await database?.query<{ table: string | null }>(
        sql`SELECT to_regclass('_prisma_migrations')::text AS table`,
      )) ?? [];
    if (!newestMigration) return true;
    if (!row?.table) return false;
    const rows = await database?.query(
      sql`SELECT FROM _prisma_migrations
        WHERE migration_name = ${newestMigration} AND finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    return rows !== undefined && rows.length > 0;
  }
}

const builtWith = (): string => (typeof NEWEST_MIGRATION === 'string' ? NEWEST_MIGRATION : '');

function abortablePause(ms: number, stopped: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stopped?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stopped?.addEventListener('abort', end, { once: true });
  });
}
