import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SchemaEngine, withSchemaEngine } from './schema-engine.ts';

export interface Deployment {
  url: string;
  /** The service's schema. */
  schema: string;
  /** The folder of its migrations, with `migration_lock.toml`. */
  folder: string;
  /**
   * How long a migration may wait for a table that a transaction uses (default: 10 s). Whoever needs the table after it waits
   * as well, so the shop would stand still for as long as that transaction takes.
   */
  lockTimeoutMs?: number;
}

type MigrationsList = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList'];
const LOCK_TIMEOUT_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * What `prisma migrate deploy` does, by Prisma's own engine in this process, with two differences. A file that was edited
 * after it was applied is an error. A file is one implicit transaction of Postgres, so one that failed left nothing
 * behind: it is marked as rolled back, and the next deployment tries it again.
 * @returns the names of the migrations it applied
 */
export async function deploy({
  url,
  schema,
  folder,
  lockTimeoutMs = LOCK_TIMEOUT_MS,
}: Deployment): Promise<string[]> {
  const migrationsList = readMigrations(folder);
  const scriptErrors: unknown[] = [];
  const onScriptError = (error: unknown) => void scriptErrors.push(error);
  return withSchemaEngine({ url, schema, lockTimeoutMs, onScriptError }, async (engine) => {
    refuseEdited(schema, (await diagnose(engine, migrationsList)).editedMigrationNames);
    const apply = async (): Promise<string[]> => {
      try {
        return (await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })).appliedMigrationNames;
      } catch (error) {
        // None has begun: another deployment applies them, for longer than a table may be waited for.
        if (scriptErrors.length === 0 && isLockTimeout(error)) return apply();
        throw error;
      }
    };
    try {
      return await apply();
    } catch (error) {
      const failed = await rollBackFailed(engine, migrationsList);
      const reason = scriptErrors[0] ?? error;
      const message = `${schema}: ${failed.join(', ') || 'migrating'} failed: ${messageOf(reason)}`;
      throw new Error(message, { cause: error });
    }
  });
}

function messageOf(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : String(reason);
  return isLockTimeout(reason)
    ? `${message}: a transaction has used a table for long (see pg_stat_activity); end it, then deploy again`
    : message;
}

const isLockTimeout = (reason: unknown): boolean =>
  (reason instanceof Error && reason.message.includes('lock timeout')) ||
  (reason as { code?: string }).code === LOCK_NOT_AVAILABLE;

function refuseEdited(schema: string, edited: readonly string[]): void {
  if (edited.length === 0) return;
  throw new Error(
    `${schema}: ${edited.join(', ')} was edited after it was applied; restore the file and add a new migration instead`,
  );
}

async function rollBackFailed(engine: SchemaEngine, migrationsList: MigrationsList): Promise<string[]> {
  const { failedMigrationNames } = await diagnose(engine, migrationsList);
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
  return failedMigrationNames;
}

const diagnose = (engine: SchemaEngine, migrationsList: MigrationsList) =>
  engine.diagnoseMigrationHistory({ migrationsList, filters: NO_FILTERS, optInToShadowDatabase: false });

export interface Comparison {
  url: string;
  schema: string;
  /** Path of the `schema.prisma`. */
  model: string;
  /** Tables, without their schema, that the model leaves to others. */
  external: readonly string[];
}

/** What `prisma migrate diff` reports: SQL that would make the database match the model; undefined when it does. */
export async function drift({ url, schema, model, external }: Comparison): Promise<string | undefined> {
  const content = readFileSync(model, 'utf8');
  const files = [{ path: model, content }];
  return withSchemaEngine({ url, schema, datamodels: [[model, content]] }, async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: external.map((name) => `${schema}.${name}`), externalEnums: [] },
    });
    return exitCode === 0 ? undefined : (stdout ?? '');
  });
}

function readMigrations(folder: string): MigrationsList {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: read('migration_lock.toml') },
    shadowDbInitScript: '',
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: read(join(path, 'migration.sql')) },
      },
    })),
  };
}
