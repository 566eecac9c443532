import { Injectable } from '@nestjs/common';
import {
  RequestRunResponse,
  type ListFindingsRequest,
  type ListFindingsResponse,
  type ReconciliationServiceDefinition,
  type RequestRunRequest,
} from '@tradepost/contracts';
import { Database, sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { Metrics } from '@tradepost/observability';
import { idempotent, requestHash } from '@tradepost/messaging';
import type { Handlers } from '@tradepost/rpc';
import { v7 as uuidv7 } from 'uuid';
import { FINDING_CODES } from '../domain/reconciliation.ts';
import { ReconciliationWorker } from './reconciliation.worker.ts';

type FindingRow = {
  seq: number;
  code: string;
  subject: string;
  detail: string;
  state: string;
  action: string;
  attempts: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
};

type RunRow = {
  id: string;
  state: string;
  askedAt: Date;
  finishedAt: Date | null;
  orders: number;
  bookings: number;
  holds: number;
  found: number;
  healed: number;
  skipped: string[];
};

const RUN = sql`id, state, asked_at AS "askedAt", finished_at AS "finishedAt", orders, bookings, holds, found, healed,
  skipped`;

/** What people see of reconciliation, straight from its tables. */
@Injectable()
export class ReconciliationDesk implements Handlers<typeof ReconciliationServiceDefinition> {
  constructor(
    private readonly db: Database,
    private readonly worker: ReconciliationWorker,
    metrics: Metrics,
  ) {
    const help = 'What does not fit together and waits for a person, by code';
    metrics.gauge('reconciliation_findings', help, ['code'], async (gauge) => {
      // Without the database the last values stand; the other metrics must still be told.
      const counts = await this.counts().catch(() => []);
      for (const { code, open } of counts) gauge.set({ code }, open);
    });
  }

  async requestRun({ idempotencyKey: key, actorId }: RequestRunRequest): Promise<RequestRunResponse> {
    // Nothing but the key could differ.
    const keyed = { scope: `reconcile:${actorId}`, key, requestHash: requestHash(new Uint8Array()) };
    const codec = {
      encode: (answer: RequestRunResponse) => RequestRunResponse.encode(answer).finish(),
      decode: (bytes: Uint8Array) => RequestRunResponse.decode(bytes),
    };
    const answer = await idempotent(this.db, keyed, codec, async (tx) => {
      await tx.execute(sql`
        INSERT INTO reconciliation_runs (id, state) VALUES (${uuidv7()}, 'waiting') ON CONFLICT DO NOTHING`);
      const run = await tx.one<RunRow>(
        sql`SELECT ${RUN} FROM reconciliation_runs ORDER BY state = 'waiting' DESC, id DESC LIMIT 1`,
      );
      return { run: toRun(run) };
    });
    this.worker.wake();
    return answer;
  }

  async listFindings(request: ListFindingsRequest): Promise<ListFindingsResponse> {
    const { state, code, pageSize, pageToken } = request;
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100)
      throw new DomainError('invalid', 'request.invalid', 'page_size is a whole number from 1 to 100.');
    if (!/^\d{0,15}$/.test(pageToken))
      throw new DomainError('invalid', 'cursor.invalid', 'This cursor was not made by us.');
    const before = pageToken === '' ? Number.MAX_SAFE_INTEGER : Number(pageToken);
    const [rows, counts, runs] = await Promise.all([
      this.page({ state, code, before }, pageSize + 1),
      this.counts(),
      this.db.query<RunRow>(sql`SELECT ${RUN} FROM reconciliation_runs ORDER BY id DESC LIMIT 10`),
    ]);
    const items = rows.slice(0, pageSize);
    const nextPageToken = rows.length > pageSize ? String(items.at(-1)?.seq) : '';
    return { items, nextPageToken, counts, runs: runs.map(toRun) };
  }

  private page(
    filter: { state: string; code: string; before: number },
    limit: number,
  ): Promise<FindingRow[]> {
    const { state, code, before } = filter;
    return this.db.query<FindingRow>(sql`
      SELECT seq, code, subject, detail, state, action, attempts, first_seen_at AS "firstSeenAt",
        last_seen_at AS "lastSeenAt"
      FROM reconciliation_findings
      WHERE seq < ${before}::bigint AND (${state} = '' OR state = ${state}) AND (${code} = '' OR code = ${code})
      ORDER BY seq DESC LIMIT ${limit}`);
  }

  /** Of every code there is: that nothing is open is worth seeing too. */
  private async counts(): Promise<{ code: string; open: number }[]> {
    const rows = await this.db.query<{ code: string; open: number }>(
      sql`SELECT code, count(*) AS open FROM reconciliation_findings WHERE state = 'open' GROUP BY code`,
    );
    const known = new Map(rows.map(({ code, open }) => [code, open]));
    return FINDING_CODES.map((code) => ({ code, open: known.get(code) ?? 0 }));
  }
}

const toRun = (row: RunRow) => ({ ...row, finishedAt: row.finishedAt ?? undefined });
