import { Inject, Injectable } from '@nestjs/common';
import { Database, sql, type Queryable, type Sql } from '@tradepost/database';
import { money } from '@tradepost/decision';
import { OutboxRelay } from '@tradepost/messaging';
import type { AfterSale, LineQuantity, SaleDecision } from '../domain/after-sale.ts';
import type { TimelineEntry } from '../domain/order.ts';
import type { ParcelState, RefundState, ReturnState } from '../domain/states.ts';
import { AfterSaleStore, type SaleStory } from '../flows/after-sale-store.ts';
import type { Along } from '../flows/ports.ts';
import { toOrder, type OrderRow } from './order.rows.ts';
import { selectOrders, story } from './order.store.ts';
import { saveOrder } from './order.writes.ts';

type Times = { created_at: string; updated_at: string };
type ParcelRow = Times & { id: string; state: ParcelState; lines: LineQuantity[]; tracking: string };
type ReturnRow = Times & { id: string; state: ReturnState; lines: LineQuantity[]; reason: string };
type RefundRow = Times & {
  id: string;
  state: RefundState;
  amount_minor: number;
  currency: string;
  reason: string;
  failure: string;
};

type SaleRow = OrderRow & {
  timeline: (Omit<TimelineEntry, 'at'> & { at: string })[] | null;
  fulfilments: ParcelRow[] | null;
  returns: ReturnRow[] | null;
  refunds: RefundRow[] | null;
};

/** After-sale in Postgres: one lock per order, then one statement that saves it with all its documents. */
@Injectable()
export class PostgresAfterSaleStore extends AfterSaleStore {
  constructor(
    private readonly db: Database,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
  ) {
    super();
  }

  override find(orderId: string): Promise<SaleStory | undefined> {
    return read(this.db, orderId);
  }

  override async change(
    orderId: string,
    decide: (sale: AfterSale | undefined) => SaleDecision,
    along: (decision: SaleDecision) => Along = () => ({}),
  ): Promise<{ sale: AfterSale; isSaved: boolean }> {
    const decision = await this.db.tx(async (tx) => {
      await tx.execute(sql`SELECT FROM orders WHERE id = ${orderId} FOR NO KEY UPDATE`);
      const decided = decide((await read(tx, orderId))?.sale);
      if (decided.isChanged) {
        const order = { ...decided, state: decided.state.order };
        await tx.execute(saveOrder(order, along(decided), documentsOf(decided.state)));
      }
      return decided;
    });
    if (decision.events.length > 0) this.relay.notify();
    return { sale: decision.state, isSaved: decision.isChanged };
  }
}

async function read(db: Queryable, orderId: string): Promise<SaleStory | undefined> {
  const row = await db.maybeOne<SaleRow>(
    sql`${selectOrders(sql`${story}${documents}`)} WHERE o.id = ${orderId}`,
  );
  return row && toStory(row);
}

const listOf = (table: Sql): Sql => sql`
  (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.created_at, d.id) FROM ${table} d WHERE d.order_id = o.id)`;

const documents = sql`, ${listOf(sql`fulfilments`)} AS fulfilments, ${listOf(sql`returns`)} AS returns,
  ${listOf(sql`refunds`)} AS refunds`;

function toStory(row: SaleRow): SaleStory {
  const times = ({ created_at, updated_at }: Times) => ({
    createdAt: new Date(created_at),
    updatedAt: new Date(updated_at),
  });
  const sale: AfterSale = {
    order: toOrder(row),
    fulfilments: (row.fulfilments ?? []).map((one) => {
      const { id, state, lines, tracking } = one;
      return { id, state, lines: lines.map(toLine), tracking, ...times(one) };
    }),
    returns: (row.returns ?? []).map((one) => {
      const { id, state, lines, reason } = one;
      return { id, state, lines: lines.map(toLine), reason, ...times(one) };
    }),
    refunds: (row.refunds ?? []).map((one) => {
      const { id, state, reason, failure } = one;
      return { id, state, amount: money(one.amount_minor, one.currency), reason, failure, ...times(one) };
    }),
  };
  return { sale, timeline: (row.timeline ?? []).map((entry) => ({ ...entry, at: new Date(entry.at) })) };
}

// jsonb keeps no order of keys.
const toLine = ({ lineId, quantity }: LineQuantity): LineQuantity => ({ lineId, quantity });

/** New ones are made, known ones take their new state; nothing else of them ever changes. */
function documentsOf({ order, fulfilments, returns, refunds }: AfterSale): Sql[] {
  return [
    sql`parcels AS (
      INSERT INTO fulfilments (id, order_id, state, lines, tracking, created_at, updated_at)
      SELECT d.id, ${order.id}::uuid, d.state, d.lines, d.tracking, d."createdAt", d."updatedAt"
      FROM jsonb_to_recordset(${JSON.stringify(fulfilments)}::jsonb) AS d (
        id uuid, state text, lines jsonb, tracking text, "createdAt" timestamptz, "updatedAt" timestamptz)
      ON CONFLICT (id) DO UPDATE
        SET state = EXCLUDED.state, tracking = EXCLUDED.tracking, updated_at = EXCLUDED.updated_at)`,
    sql`sent_back AS (
      INSERT INTO returns (id, order_id, state, lines, reason, created_at, updated_at)
      SELECT d.id, ${order.id}::uuid, d.state, d.lines, d.reason, d."createdAt", d."updatedAt"
      FROM jsonb_to_recordset(${JSON.stringify(returns)}::jsonb) AS d (
        id uuid, state text, lines jsonb, reason text, "createdAt" timestamptz, "updatedAt" timestamptz)
      ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, updated_at = EXCLUDED.updated_at)`,
    sql`given_back AS (
      INSERT INTO refunds (id, order_id, state, amount_minor, currency, reason, failure, created_at, updated_at)
      SELECT d.id, ${order.id}::uuid, d.state, (d.amount ->> 'amountMinor')::bigint, d.amount ->> 'currency', d.reason,
             d.failure, d."createdAt", d."updatedAt"
      FROM jsonb_to_recordset(${JSON.stringify(refunds)}::jsonb) AS d (
        id uuid, state text, amount jsonb, reason text, failure text, "createdAt" timestamptz, "updatedAt" timestamptz)
      ON CONFLICT (id) DO UPDATE
        SET state = EXCLUDED.state, failure = EXCLUDED.failure, updated_at = EXCLUDED.updated_at)`,
  ];
}
