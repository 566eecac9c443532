import type { Client } from 'pg';
import { markdown } from '../measures/table.ts';

/** Rows and sizes of the tables that have at least this many bytes. */
export async function tableSizes(db: Client, leastBytes = 1 << 20): Promise<string> {
  const { rows } = await db.query<{ name: string; rows: string; heap: string; indexes: string; all: string }>(
    `SELECT n.nspname || '.' || c.relname AS name, c.reltuples::bigint AS rows,
       pg_table_size(c.oid) AS heap, pg_indexes_size(c.oid) AS indexes, pg_total_relation_size(c.oid) AS all
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND pg_total_relation_size(c.oid) >= $1
     ORDER BY pg_total_relation_size(c.oid) DESC`,
    [leastBytes],
  );
  const total = rows.reduce((sum, { all }) => sum + Number(all), 0);
  return markdown([
    ['table', 'rows', 'table, MB', 'indexes, MB', 'bytes per row'],
    ...rows.map(({ name, rows: n, heap, indexes, all }) => [
      ...[name, n, megabytes(heap), megabytes(indexes)],
      Number(n) > 0 ? (Number(all) / Number(n)).toFixed(0) : '',
    ]),
    ['all', '', megabytes(total), '', ''],
  ]);
}

const megabytes = (bytes: string | number): string => (Number(bytes) / (1 << 20)).toFixed(0);
