import { Injectable } from '@nestjs/common';
import { Database, sql, type Sql } from '@tradepost/database';
import { money } from '@tradepost/decision';
import { Operations } from '@tradepost/messaging';
import { v7 as uuidv7 } from 'uuid';
import type { ComparedOrder, Finding, FindingCode, OpenSaga } from '../domain/reconciliation.ts';
import { isUuid } from '../domain/text.ts';
import { Reconciliations, TurnLost, type RunResult } from '../flows/reconcile.ts';

type OrderRow = Omit<ComparedOrder, 'grand'> & { grandMinor: number | null; currency: string | null };

/** Whose turn it is and what was found, in Postgres. */
@Injectable()
export class PostgresReconciliations extends Reconciliations {
  constructor(
    private readonly db: Database,
    private readonly operations: Operations,
  ) {
    super();
  }

  override async begin(holder: string, leaseMs: number, everyMs: number): Promise<string | undefined> {
    // Most looks find nothing to do: they only read.
    if (!(await this.isDue(everyMs)) || !(await this.takeTurn(holder, leaseMs))) return undefined;
    // One that still runs is the run of a holder that died: it is done again.
    const next = await this.db.maybeOne<{ id: string }>(sql`
      WITH waiting AS (
        UPDATE reconciliation_runs SET state = 'running', started_at = clock_timestamp() WHERE id = (
          SELECT id FROM reconciliation_runs WHERE state IN ('waiting', 'running') ORDER BY id LIMIT 1)
        RETURNING id
      ), due AS (
        INSERT INTO reconciliation_runs (id, state, started_at)
        SELECT ${uuidv7()}::uuid, 'running', clock_timestamp() WHERE NOT EXISTS (SELECT FROM waiting)
          AND NOT EXISTS (SELECT FROM reconciliation_runs WHERE ${askedWithin(everyMs)})
        RETURNING id
      )
      SELECT id FROM waiting UNION ALL SELECT id FROM due`);
    return next?.id;
  }

  override async keepTurn(holder: string, leaseMs: number): Promise<void> {
    const kept = await this.db.execute(
      sql`UPDATE reconciliation_turn SET until = ${leaseEnd(leaseMs)} WHERE holder = ${holder}`,
    );
    if (kept === 0) throw new TurnLost('somebody else compares now');
  }

  override async leave(holder: string): Promise<void> {
    await this.db.execute(
      sql`UPDATE reconciliation_turn SET holder = NULL, until = '-infinity' WHERE holder = ${holder}`,
    );
  }

  override async finish(runId: string, result: RunResult | undefined): Promise<void> {
    const { orders = 0, bookings = 0, holds = 0, found = 0, healed = 0, skipped = [] } = result ?? {};
    await this.db.execute(sql`
      WITH old AS (DELETE FROM reconciliation_runs WHERE asked_at < now() - interval '7 days')
      UPDATE reconciliation_runs SET state = ${result ? 'done' : 'failed'}, finished_at = now(), orders = ${orders},
        bookings = ${bookings}, holds = ${holds}, found = ${found}, healed = ${healed}, skipped = ${skipped}::text[]
      WHERE id = ${runId} AND state = 'running'`);
  }

  override async oldestOpen(): Promise<Date | undefined> {
    const { at } = await this.db.one<{ at: Date | null }>(
      sql`SELECT min(happened_at) AS at FROM reconciliation_findings WHERE state = 'open'`,
    );
    return at ?? undefined;
  }

  override async orders(fromId: string, ids: readonly string[]): Promise<ComparedOrder[]> {
    const rows = await this.db.query<OrderRow>(sql`
      SELECT o.id, o.state, o.payment_state AS "paymentState", o.fulfilment_state AS "fulfilmentState", o.provider,
        o.grand_minor AS "grandMinor", o.currency, coalesce(p.captured_minor, 0) AS "capturedMinor",
        coalesce(p.refunded_minor, 0) AS "refundedMinor", o.created_at AS "createdAt", o.updated_at AS "updatedAt"
      FROM orders o LEFT JOIN payments p ON p.order_id = o.id
      WHERE o.id >= ${fromId} OR o.id = ANY(${ids.filter(isUuid)}::uuid[])`);
    return rows.map(({ grandMinor, currency, ...order }) => ({
      ...order,
      grand: grandMinor === null || currency === null ? null : money(grandMinor, currency),
    }));
  }

  override openSagas(): Promise<OpenSaga[]> {
    return this.db.query<OpenSaga>(sql`
      SELECT id, name, status = 'stuck' AS "isStuck", coalesce(state->>'orderId', id::text) AS "orderId",
        created_at AS "createdAt"
      FROM sagas WHERE status IN ('running', 'undoing') OR status = 'stuck'`);
  }

  override async outboxAgeSeconds(): Promise<number> {
    return (await this.operations.getOutbox()).oldestAgeSeconds;
  }

  override note(findings: readonly Finding[]) {
    const of = <K extends keyof Finding>(name: K): Finding[K][] => findings.map((finding) => finding[name]);
    return this.db.query<{ code: string; subject: string; attempts: number }>(sql`
      INSERT INTO reconciliation_findings AS known (code, subject, detail, state, happened_at)
      SELECT code, subject, detail, 'open', happened_at
      FROM unnest(${of('code')}::text[], ${of('subject')}::text[], ${of('detail')}::text[],
                  ${of('happenedAt')}::timestamptz[]) AS seen (code, subject, detail, happened_at)
      ON CONFLICT (code, subject) DO UPDATE
        SET detail = excluded.detail, state = 'open', last_seen_at = clock_timestamp()
      RETURNING code, subject, attempts`);
  }

  override async mended({ code, subject }: Finding, action: string, isMended: boolean): Promise<void> {
    await this.db.execute(sql`
      UPDATE reconciliation_findings
      SET state = ${isMended ? 'healed' : 'open'}, action = ${action}, attempts = attempts + 1
      WHERE code = ${code} AND subject = ${subject}`);
  }

  override async forget(codes: readonly FindingCode[], runId: string): Promise<void> {
    await this.db.execute(sql`
      UPDATE reconciliation_findings SET state = 'gone'
      WHERE state = 'open' AND code = ANY(${codes}::text[])
        AND last_seen_at < (SELECT started_at FROM reconciliation_runs WHERE id = ${runId})`);
  }

  private async isDue(everyMs: number): Promise<boolean> {
    const { due } = await this.db.one<{ due: boolean }>(sql`
      SELECT EXISTS (SELECT FROM reconciliation_runs WHERE state IN ('waiting', 'running'))
        OR NOT EXISTS (SELECT FROM reconciliation_runs WHERE ${askedWithin(everyMs)}) AS due`);
    return due;
  }

  private async takeTurn(holder: string, leaseMs: number): Promise<boolean> {
    const taken = await this.db.execute(sql`
      UPDATE reconciliation_turn SET holder = ${holder}, until = ${leaseEnd(leaseMs)}
      WHERE holder = ${holder} OR until < now()`);
    return taken === 1;
  }
}

const leaseEnd = (leaseMs: number): Sql => sql`now() + ${leaseMs} * interval '1 ms'`;
const askedWithin = (ms: number): Sql => sql`asked_at > now() - ${ms} * interval '1 ms'`;
