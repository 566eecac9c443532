import { sql, type Database, type Sql, type Transaction } from '@tradepost/database';
import { PARTITIONS } from './event.ts';

interface LeaseRow {
  partition: number;
  holder: string | null;
  is_live: boolean;
  epoch: string | null;
  run_id: string | null;
}

/** Maximum number of partitions per relay. */
const mostOf = (relays: number): number => Math.ceil(PARTITIONS / Math.max(relays, 1));

/** Which partitions a relay should keep and drop, so that all relays have about the same number. */
export function fairShare(
  me: string,
  leases: readonly { partition: number; holder: string | null; isLive: boolean }[],
  relays: number,
): { keep: number[]; drop: number[] } {
  const most = mostOf(relays);
  const mine = leases.filter((lease) => lease.isLive && lease.holder === me);
  const free = leases.filter((lease) => !lease.isLive);
  const keep = [...mine, ...free].slice(0, most).map((lease) => lease.partition);
  const drop = mine.map((lease) => lease.partition).filter((partition) => !keep.includes(partition));
  return { keep, drop };
}

export interface HeldPartition {
  readonly partition: number;
  readonly epoch: string | null;
  readonly runId: string | null;
}

/** The partitions that one relay may publish, and until when. */
export class PartitionLeases {
  private readonly db: Database;
  private readonly holder: string;
  private readonly leaseMs: number;
  private partitions: number[] = [];
  private validUntil = 0;

  constructor(db: Database, holder: string, leaseMs: number) {
    this.db = db;
    this.holder = holder;
    this.leaseMs = leaseMs;
  }

  /** Empty after the lease has ended by our own clock, which is earlier than by the database's. */
  held(): readonly number[] {
    return performance.now() < this.validUntil ? this.partitions : [];
  }

  /** Keeps its partitions, takes free ones, drops those beyond its share; `beforeMoving`, if any is to be dropped or taken. */
  async renew(beforeMoving: () => Promise<void>): Promise<HeldPartition[]> {
    let validUntil = performance.now() + this.leaseMs;
    let kept = await this.prolong();
    if (!kept) {
      await beforeMoving();
      validUntil = performance.now() + this.leaseMs;
      kept = await this.db.tx((tx) => this.share(tx));
    }
    this.partitions = kept.map(({ partition }) => partition);
    this.validUntil = validUntil;
    return kept;
  }

  /** Most renewals only extend the time, in one statement. @returns undefined when partitions have to move */
  private async prolong(): Promise<HeldPartition[] | undefined> {
    const { kept, others, free } = await this.db.one<{
      kept: HeldPartition[];
      others: number;
      free: number;
    }>(sql`
      WITH alive AS (
        INSERT INTO outbox_relays (id, until) VALUES (${this.holder}, ${this.until()})
        ON CONFLICT (id) DO UPDATE SET until = excluded.until
      ), mine AS (
        SELECT partition FROM outbox_leases WHERE holder = ${this.holder} AND until > now() ORDER BY 1 FOR UPDATE
      ), kept AS (
        UPDATE outbox_leases l SET until = ${this.until()} FROM mine WHERE l.partition = mine.partition
        RETURNING l.partition, l.epoch, l.run_id AS "runId"
      )
      SELECT (SELECT coalesce(jsonb_agg(kept), '[]') FROM kept) AS kept,
        (SELECT count(*) FROM outbox_relays WHERE until > now() AND id <> ${this.holder}) AS others,
        (SELECT count(*) FROM outbox_leases WHERE until <= now()) AS free`);
    const most = mostOf(others + 1);
    return kept.length > most || (kept.length < most && free > 0) ? undefined : kept;
  }

  private async share(tx: Transaction): Promise<HeldPartition[]> {
    await tx.execute(sql`WITH gone AS (DELETE FROM outbox_relays WHERE until < now() - interval '1 minute')
      INSERT INTO outbox_relays (id, until) VALUES (${this.holder}, ${this.until()})
      ON CONFLICT (id) DO UPDATE SET until = excluded.until`);
    const rows = await tx.query<LeaseRow>(sql`
      SELECT partition, holder, until > now() AS is_live, epoch, run_id
      FROM outbox_leases ORDER BY partition FOR UPDATE`);
    const { relays } = await tx.one<{ relays: number }>(
      sql`SELECT count(*) AS relays FROM outbox_relays WHERE until > now()`,
    );
    const leases = rows.map((row) => ({ ...row, isLive: row.is_live }));
    const { keep, drop } = fairShare(this.holder, leases, relays);
    await tx.execute(sql`UPDATE outbox_leases SET
        holder = CASE WHEN partition = ANY(${keep}::smallint[]) THEN ${this.holder}::uuid END,
        until = CASE WHEN partition = ANY(${keep}::smallint[]) THEN ${this.until()} ELSE '-infinity' END
      WHERE partition = ANY(${[...keep, ...drop]}::smallint[])`);
    return rows
      .filter((row) => keep.includes(row.partition))
      .map((row) => ({ partition: row.partition, epoch: row.epoch, runId: row.run_id }));
  }

  private until(): Sql {
    return sql`now() + ${this.leaseMs} * interval '1 ms'`;
  }

  /** Drops all partitions, so that others continue at once. */
  async release(): Promise<void> {
    this.validUntil = 0;
    await this.db.execute(sql`
      WITH gone AS (DELETE FROM outbox_relays WHERE id = ${this.holder})
      UPDATE outbox_leases SET holder = NULL, until = '-infinity' WHERE holder = ${this.holder}`);
  }
}
