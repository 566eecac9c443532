import { Injectable } from '@nestjs/common';
import { Database, sql, type Queryable } from '@tradepost/database';
import { v7 as uuidv7 } from 'uuid';
import { FINDING_CODES } from '../domain/reconciliation.ts';

interface ListedFinding {
  seq: number;
  code: string;
  subject: string;
  detail: string;
  state: string;
  action: string;
  attempts: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

interface Run {
  id: string;
  state: string;
  askedAt: Date;
  finishedAt: Date | undefined;
  orders: number;
  bookings: number;
  holds: number;
  found: number;
  healed: number;
  skipped: string[];
}

type RunRow = Omit<Run, 'finishedAt'> & { finishedAt: Date | null };

const RUN = sql`id, state, asked_at AS "askedAt", finished_at AS "finishedAt", orders, bookings, holds, found, healed,
  skipped`;

/** Findings and runs as staff see them, straight from their tables. */
@Injectable()
export class FindingListStore {
  constructor(private readonly db: Database) {}

  /** @returns the run that waits, which may have been requested before */
  async requestRun(tx: Queryable): Promise<Run> {
    await tx.execute(sql`
      INSERT INTO reconciliation_runs (id, state) VALUES (${uuidv7()}, 'waiting') ON CONFLICT DO NOTHING`);
    return toRun(
      await tx.one<RunRow>(
        sql`SELECT ${RUN} FROM reconciliation_runs ORDER BY state = 'waiting' DESC, id DESC LIMIT 1`,
      ),
    );
  }

  /** Newest first; an empty filter lets everything through. */
  list(
    { state, code, before }: { state: string; code: string; before: number },
    limit: number,
  ): Promise<ListedFinding[]> {
    return this.db.query<ListedFinding>(sql`
      SELECT seq, code, subject, detail, state, action, attempts, first_seen_at AS "firstSeenAt",
        last_seen_at AS "lastSeenAt"
      FROM reconciliation_findings
      WHERE seq < ${before}::bigint AND (${state} = '' OR state = ${state}) AND (${code} = '' OR code = ${code})
      ORDER BY seq DESC LIMIT ${limit}`);
  }

  /** Open findings by code, also of codes that have none. */
  async counts(): Promise<{ code: string; open: number }[]> {
    const rows = await this.db.query<{ code: string; open: number }>(
      sql`SELECT code, count(*) AS open FROM reconciliation_findings WHERE state = 'open' GROUP BY code`,
    );
    const openOf = new Map(rows.map(({ code, open }) => [code, open]));
    return FINDING_CODES.map((code) => ({ code, open: openOf.get(code) ?? 0 }));
  }

  async runs(): Promise<Run[]> {
    const rows = await this.db.query<RunRow>(
      sql`SELECT ${RUN} FROM reconciliation_runs ORDER BY id DESC LIMIT 10`,
    );
    return rows.map(toRun);
  }
}

const toRun = (row: RunRow): Run => ({ ...row, finishedAt: row.finishedAt ?? undefined });
