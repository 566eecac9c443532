import { Inject, Injectable } from '@nestjs/common';
import { Worker } from '@tradepost/bootstrap';
import { Database, sql, type Transaction } from '@tradepost/database';
import { appendEvents, Loop, OutboxRelay } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import type { AvailabilityNews } from '../flows/ports.ts';
import { tellOfLowStock } from './low-stock.ts';
import { productChanged } from './product-changed.ts';

const BATCH = 1_000;
// Many holds within this time become one event per product.
const REST_MS = 100;
// Who wrote a change wakes its own announcer; this is for changes whose process died at once.
const IDLE_MS = 5_000;

/** Turns changes of availability into `ProductChanged`, one per product and round, and tells where few are left. */
@Injectable()
export class AvailabilityAnnouncer extends Worker implements AvailabilityNews {
  private readonly loop: Loop;

  constructor(
    private readonly db: Database,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
    log: Logger,
  ) {
    super();
    this.loop = new Loop({
      ...{ name: 'availability announcer', log, restMs: REST_MS },
      round: async () => ((await this.announce()) === BATCH ? 0 : IDLE_MS),
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  notify(): void {
    this.loop.wake();
  }

  /** @returns how many changes it told of. */
  async announce(): Promise<number> {
    // Most rounds find nothing: no transaction is opened for them.
    if (!(await this.db.maybeOne(sql`SELECT 1 AS found FROM availability_changes LIMIT 1`))) return 0;
    const taken = await this.db.tx((tx) => take(tx));
    if (taken > 0) this.relay.notify();
    return taken;
  }
}

async function take(tx: Transaction): Promise<number> {
  const changed = await tx.query<{ id: string; slug: string; version: number; changes: number }>(sql`
    WITH batch AS (
      SELECT ctid FROM availability_changes LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
    ), taken AS (
      DELETE FROM availability_changes WHERE ctid = ANY (ARRAY(SELECT ctid FROM batch)) RETURNING product_id
    )
    SELECT p.id, p.slug, p.version, count(*)::int AS changes FROM taken JOIN products p ON p.id = product_id
    GROUP BY p.id ORDER BY p.id`);
  await appendEvents(tx, changed.map(productChanged));
  const ids = changed.map(({ id }) => id);
  await tellOfLowStock(tx, sql`product_id = ANY (${ids}::uuid[])`);
  return changed.reduce((all, { changes }) => all + changes, 0);
}
