import { sql, type Database } from '@tradepost/database';
import { money } from '@tradepost/decision';
import { PostgresSagaStore, SagaRunner } from '@tradepost/saga';
import { v7 as uuidv7 } from 'uuid';
import type { ComparedHold, LedgerEntry } from '../domain/reconciliation.ts';
import { StockHolds } from '../flows/ports/stock.ts';
import { FakeProvider, FakeStock, serviceDown } from './fake-services.ts';

export const HOUR_AGO = new Date(Date.now() - 3_600_000);

/** What specs read of a finding. */
export interface FindingRow {
  code: string;
  subject: string;
  state: string;
  action: string;
  attempts: number;
}

/** A provider whose ledger can be read; each order's authorisation as the spec wrote it. */
export class ProviderWithLedger extends FakeProvider {
  isAway = false;

  override async *list(): AsyncGenerator<readonly LedgerEntry[]> {
    await Promise.resolve();
    if (this.isAway) serviceDown();
    yield [...this.ledger].map(([key, { amountMinor, state, captured, refunded }]) => ({
      ...{ provider: this.name, key, state, amount: money(amountMinor, 'GBP') },
      ...{ capturedMinor: captured, refundedMinor: refunded, at: HOUR_AGO },
    }));
  }
}

/** Holds of the product service, as the spec wrote them. */
export class PlantedHolds extends StockHolds {
  readonly all: ComparedHold[] = [];
  /** Runs while the holds are read. */
  during: () => Promise<void> = () => Promise.resolve();

  override async *list(): AsyncGenerator<readonly ComparedHold[]> {
    await this.during();
    yield this.all;
  }
}

/** Stock that records releases, and then shows them in the holds. */
export class ReleasingStock extends FakeStock {
  constructor(
    private readonly holds: PlantedHolds,
    private readonly orderIds: string[],
  ) {
    super();
  }

  override release(orderId: string): Promise<void> {
    this.orderIds.push(orderId);
    const { all } = this.holds;
    const at = all.findIndex((hold) => hold.orderId === orderId);
    all[at] = { ...(all[at] as ComparedHold), state: 'released' };
    return super.release(orderId);
  }
}

/** Retries stuck sagas in the database, and records them; it is never started, so it runs none. */
export class RetryingSagas extends SagaRunner {
  constructor(
    db: Database,
    private readonly ids: string[],
  ) {
    const quiet = { info: () => {}, warn: () => {}, error: () => {} };
    super({ store: new PostgresSagaStore(db), log: quiet });
  }

  override retry(id: string): Promise<boolean> {
    this.ids.push(id);
    return super.retry(id);
  }
}

/** An order to plant, with what other services know of it. */
export interface Planted {
  readonly state?: string;
  readonly paymentState?: string;
  readonly captured?: number;
  /** State of its hold. */
  readonly hold?: string;
  /** Whether the provider has an authorisation for it. */
  readonly authorised?: boolean;
}

/** An order of 14.00 an hour ago. */
export async function insertOldOrder(
  db: Database,
  { state, paymentState, captured }: { state: string; paymentState: string; captured: number },
): Promise<string> {
  const id = uuidv7({ msecs: HOUR_AGO.getTime() });
  await db.execute(sql`WITH o AS (
    INSERT INTO orders (id, email, state, payment_state, fulfilment_state, provider, currency, items_minor,
      discount_minor, shipping_minor, tax_minor, grand_minor, tax_included, shipping_address, version, created_at, updated_at)
    VALUES (${id}, 'ada@example.com', ${state}, ${paymentState}, 'unfulfilled', 'sandbox', 'GBP', 1000, 0, 400, 0, 1400,
      true, '{}', 1, ${HOUR_AGO}, ${HOUR_AGO}) RETURNING id)
    INSERT INTO payments (order_id, provider, amount_minor, currency, captured_minor, state, updated_at)
    SELECT id, 'sandbox', 1400, 'GBP', ${captured}, ${paymentState}, ${HOUR_AGO}::timestamptz FROM o`);
  return id;
}
