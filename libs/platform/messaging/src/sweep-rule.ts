import { type Sql, sql } from '@tradepost/database';

/** Parts of the statement that deletes one batch. */
export interface SweepTurn {
  /** Rows with an earlier time have been kept long enough. */
  readonly before: Sql;
  readonly limit: Sql;
  /** False while another instance deletes rows of this table: belongs in the condition of the rows. */
  readonly isOurs: Sql;
}

/** How long rows of a table are kept. docs/database.md lists all rules. */
export interface SweepRule {
  readonly table: string;
  readonly keepMs: number;
  /** Deletes the oldest rows; the number of affected rows is that of the deleted ones, `limit` when there may be more. */
  readonly deletion: (turn: SweepTurn) => Sql;
  /** The time of the oldest row that the rule will delete; one value, null when there is none. */
  readonly oldest: Sql;
}

export interface AgedRows {
  readonly table: Sql;
  /** Column of the time from which a row is kept. It needs an index, with the condition `where`, unless the table stays small. */
  readonly time: Sql;
  readonly keepMs: number;
  /** The rows that are deleted; default: all. */
  readonly where?: Sql;
  /** What must hold besides, and is in no index. */
  readonly unless?: Sql;
}

const ALL = sql`true`;

/** Deletes rows by the age of a column. */
export function sweepByAge({ table, time, keepMs, where = ALL, unless }: AgedRows): SweepRule {
  const rows = unless ? sql`${where} AND NOT (${unless})` : where;
  return {
    table: table.text,
    keepMs,
    deletion: ({ before, limit, isOurs }) =>
      deleteRows(
        table,
        sql`SELECT ctid FROM ${table} WHERE ${rows} AND ${time} < ${before} AND ${isOurs}
        ORDER BY ${time} LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
      ),
    oldest: sql`SELECT ${time} FROM ${table} WHERE ${rows} ORDER BY ${time} LIMIT 1`,
  };
}

/** By their place in the table: without another look at an index for each of them. */
export const deleteRows = (table: Sql, ctids: Sql): Sql =>
  sql`DELETE FROM ${table} WHERE ctid = ANY (ARRAY(${ctids}))`;
