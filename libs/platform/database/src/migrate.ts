import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const LOCK = 7_270_841;

/**
 * Applies `NNNN_name.sql` files of `dir` that were not applied yet, in order, each in one transaction.
 * Safe to run from several places at once. An applied file that was edited since is an error.
 * @returns the names it applied
 */
export async function migrate(url: string, dir: string): Promise<string[]> {
  const files = (await readdir(dir)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  const client = new pg.Client({ connectionString: url, application_name: 'migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT name, checksum FROM migrations',
    );
    const known = new Map(rows.map((row) => [row.name, row.checksum]));
    const applied: string[] = [];
    for (const name of files) if (await apply(client, dir, name, known.get(name))) applied.push(name);
    return applied;
  } finally {
    await client.end();
  }
}

async function apply(
  client: pg.Client,
  dir: string,
  name: string,
  known: string | undefined,
): Promise<boolean> {
  const text = await readFile(join(dir, name), 'utf8');
  const checksum = createHash('sha256').update(text).digest('hex');
  if (known === checksum) return false;
  if (known) throw new Error(`migration ${name} was edited after it was applied; add a new file instead`);
  try {
    await client.query('BEGIN');
    await client.query(text);
    await client.query('INSERT INTO migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
