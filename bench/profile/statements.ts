import pg from 'pg';
import type { StackFile } from '../shop.ts';

/** A statement's cost since the last reset, in ms of its process's time. */
export interface Statement {
  readonly text: string;
  readonly role: string;
  readonly calls: number;
  readonly planning: number;
  readonly execution: number;
  readonly walKb: number;
  /** Pages of 8 KB that it read, cached or not. */
  readonly pages: number;
}

/** `pg_stat_statements`, where the stack was started with POSTGRES_STATEMENTS=on and has the library. */
export class Statements {
  private readonly db: pg.Pool;

  constructor({ databaseAdminUrl }: StackFile) {
    this.db = new pg.Pool({ connectionString: databaseAdminUrl, max: 1 });
  }

  /** False: this Postgres counts no statements. */
  async reset(): Promise<boolean> {
    try {
      await this.db.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
      await this.db.query('SELECT pg_stat_statements_reset()');
      return true;
    } catch {
      return false;
    }
  }

  async read(): Promise<Statement[]> {
    const { rows } = await this.db.query<Statement>(
      `SELECT query AS text, rolname AS role, calls::float8, total_plan_time AS planning,
              total_exec_time AS execution, (wal_bytes / 1024)::float8 AS "walKb",
              (shared_blks_hit + shared_blks_read)::float8 AS pages
         FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
        ORDER BY total_plan_time + total_exec_time DESC`,
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.db.end();
  }
}
