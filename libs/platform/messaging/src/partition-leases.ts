import { sql, type Database } from '@tradepost/database';
import { PARTITIONS } from './event.ts';

type LeaseRow = {
  partition: number;
  holder: string | null;
  is_live: boolean;
  epoch: string | null;
  run_id: string | null;
};

/** Who a relay wants to be to which partitions, so that all relays have about the same number. */
export function fairShare(
  me: string,
  leases: readonly { partition: number; holder: string | null; isLive: boolean }[],
  relays: number,
): { keep: number[]; drop: number[] } {
  const most = Math.ceil(PARTITIONS / Math.max(relays, 1));
  const mine = leases.filter((lease) => lease.isLive && lease.holder === me);
  const free = leases.filter((lease) => !lease.isLive);
  const keep = [...mine, ...free].slice(0, most).map((lease) => lease.partition);
  const drop = mine.map((lease) => lease.partition).filter((partition) => !keep.includes(partition));
  return { keep, drop };
}

export type HeldPartition = { partition: number; epoch: string | null; runId: string | null };

/** The partitions one relay may publish, and until when. */
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

  /** Empty once the lease is over by our own clock, which runs ahead of the database's view of it. */
  held(): readonly number[] {
    return performance.now() < this.validUntil ? this.partitions : [];
  }

  /** Keeps what it has, takes what nobody has, lets go of more than its share. */
  async renew(): Promise<HeldPartition[]> {
    const validUntil = performance.now() + this.leaseMs;
    const kept = await this.db.tx(async (tx) => {
      const until = sql`now() + ${this.leaseMs} * interval '1 ms'`;
      await tx.execute(sql`WITH gone AS (DELETE FROM outbox_relays WHERE until < now() - interval '1 minute')
        INSERT INTO outbox_relays (id, until) VALUES (${this.holder}, ${until})
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
          until = CASE WHEN partition = ANY(${keep}::smallint[]) THEN ${until} ELSE '-infinity' END
        WHERE partition = ANY(${[...keep, ...drop]}::smallint[])`);
      return rows.filter((row) => keep.includes(row.partition));
    });
    this.partitions = kept.map((row) => row.partition);
    this.validUntil = validUntil;
    return kept.map((row) => ({ partition: row.partition, epoch: row.epoch, runId: row.run_id }));
  }

  /** Lets go of everything, so that others go on at once. */
  async release(): Promise<void> {
    this.validUntil = 0;
    await this.db.execute(sql`
      WITH gone AS (DELETE FROM outbox_relays WHERE id = ${this.holder})
      UPDATE outbox_leases SET holder = NULL, until = '-infinity' WHERE holder = ${this.holder}`);
  }
}
