import pg from 'pg';

/** The lock that Prisma's engine takes to migrate. */
const PRISMA_LOCK = 72_707_369;

/**
 * Hands a schema that the runner before Prisma Migrate kept (its table is `migrations`) over to Prisma: the files are the
 * same, and both know them by the sha256 of their text. Leaves every other schema alone.
 */
export async function adopt(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'adopt' });
  await client.connect();
  try {
    await client.query('BEGIN');
    // A statement of its own: one that waited for the lock may still see the catalogue as it was before.
    await client.query('SELECT pg_advisory_xact_lock($1)', [PRISMA_LOCK]);
    await client.query(ADOPT);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

// `_prisma_migrations` is as Prisma's engine creates it.
const ADOPT = `DO $$
  BEGIN
    IF to_regclass('migrations') IS NULL THEN RETURN; END IF;
    IF to_regclass('_prisma_migrations') IS NOT NULL THEN
      -- An older version of the shop tried to migrate an adopted schema: it failed at its first file and left this.
      IF NOT EXISTS (SELECT FROM migrations) THEN DROP TABLE migrations; END IF;
      RETURN;
    END IF;
    CREATE TABLE _prisma_migrations (
      id varchar(36) PRIMARY KEY NOT NULL,
      checksum varchar(64) NOT NULL,
      finished_at timestamptz,
      migration_name varchar(255) NOT NULL,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count integer NOT NULL DEFAULT 0
    );
    INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
    SELECT gen_random_uuid()::text, checksum, applied_at, regexp_replace(name, '\\.sql$', ''), applied_at, 1
    FROM migrations;
    DROP TABLE migrations;
  END $$`;
