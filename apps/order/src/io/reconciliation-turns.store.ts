import { Injectable } from '@nestjs/common';
import { Database, sql, type Sql } from '@tradepost/database';
import { v7 as uuidv7 } from 'uuid';
import { ReconciliationTurns, TurnLost, type RunResult } from '../flows/ports/reconciliation.ts';

/** A leased turn and the list of runs, in Postgres. */
@Injectable()
export class PostgresReconciliationTurns extends ReconciliationTurns {
  /** This instance. */
  private readonly holder = uuidv7();

  constructor(private readonly db: Database) {
    super();
  }

  override async begin(leaseMs: number, everyMs: number): Promise<string | undefined> {
    // Mostly there is nothing to do, and then it only reads.
    if (!(await this.isDue(everyMs)) || !(await this.takeTurn(leaseMs))) return undefined;
    // A run that is still running is that of a holder that died: it is repeated.
    const next = await this.db.maybeOne<{ id: string }>(sql`
      WITH waiting AS (
        UPDATE reconciliation_runs SET state = 'running', started_at = clock_timestamp() WHERE id = (
          SELECT id FROM reconciliation_runs WHERE state IN ('waiting', 'running') ORDER BY id LIMIT 1)
        RETURNING id
      ), due AS (
        INSERT INTO reconciliation_runs (id, state, started_at)
        SELECT ${uuidv7()}::uuid, 'running', clock_timestamp() WHERE NOT EXISTS (SELECT FROM waiting)
          AND NOT EXISTS (SELECT FROM reconciliation_runs WHERE ${requestedWithin(everyMs)})
        RETURNING id
      )
      SELECT id FROM waiting UNION ALL SELECT id FROM due`);
    return next?.id;
  }

  override async keep(leaseMs: number): Promise<void> {
    const kept = await this.db.execute(
      sql`UPDATE reconciliation_turn SET until = ${leaseEnd(leaseMs)} WHERE holder = ${this.holder}`,
    );
    if (kept === 0) throw new TurnLost('another instance has the turn');
  }

  override async leave(): Promise<void> {
    await this.db.execute(
      sql`UPDATE reconciliation_turn SET holder = NULL, until = '-infinity' WHERE holder = ${this.holder}`,
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

  private async isDue(everyMs: number): Promise<boolean> {
    const { due } = await this.db.one<{ due: boolean }>(sql`
      SELECT EXISTS (SELECT FROM reconciliation_runs WHERE state IN ('waiting', 'running'))
        OR NOT EXISTS (SELECT FROM reconciliation_runs WHERE ${requestedWithin(everyMs)}) AS due`);
    return due;
  }

  private async takeTurn(leaseMs: number): Promise<boolean> {
    const taken = await this.db.execute(sql`
      UPDATE reconciliation_turn SET holder = ${this.holder}, until = ${leaseEnd(leaseMs)}
      WHERE holder = ${this.holder} OR until < now()`);
    return taken === 1;
  }
}

const leaseEnd = (leaseMs: number): Sql => sql`now() + ${leaseMs} * interval '1 ms'`;
const requestedWithin = (ms: number): Sql => sql`asked_at > now() - ${ms} * interval '1 ms'`;
