import { sql, type Queryable, type RowOf, type Sql } from '@tradepost/database';
import type { Order } from '../domain/order.ts';
import type { OrderHistory } from '../flows/ports/order-store.ts';
import type * as model from '../gen/prisma/client.ts';
import type { OrderDatabase } from './order-database.ts';
import { toOrder, toTimeline } from './order-row.mapper.ts';
import { fromRow } from './stored.ts';

type OrderRow = RowOf<model.Order> & {
  payment: RowOf<model.Payment> | null;
  lines: RowOf<model.OrderLine>[] | null;
  fulfilments: RowOf<model.Fulfilment>[] | null;
  returns: RowOf<model.Return>[] | null;
  refunds: RowOf<model.Refund>[] | null;
  cancellations: RowOf<model.ItemCancellation>[] | null;
};

const listOf = (table: Sql, order: Sql): Sql =>
  sql`(SELECT jsonb_agg(to_jsonb(d) ORDER BY ${order}) FROM ${table} d WHERE d.order_id = o.id)`;

const byTime = sql`d.created_at, d.id`;

/** For sagas and decisions: SQL, because it also runs under the lock of the order, and a third as dear as Prisma. */
export async function readOrder(db: Queryable, id: string): Promise<Order | undefined> {
  return (await readOrders(db, sql`= ${id}`))[0];
}

/** For mails, of which many are written at once. */
export async function readOrdersById(db: Queryable, ids: readonly string[]): Promise<Map<string, Order>> {
  const orders = await readOrders(db, sql`= ANY(${ids}::uuid[])`);
  return new Map(orders.map((order) => [order.id, order]));
}

async function readOrders(db: Queryable, ids: Sql): Promise<Order[]> {
  // One statement, so that an order is never read with parts of another version.
  const rows = await db.query<OrderRow>(sql`
    SELECT o.*, to_jsonb(p) AS payment, ${listOf(sql`order_lines`, sql`d.position`)} AS lines,
      ${listOf(sql`fulfilments`, byTime)} AS fulfilments, ${listOf(sql`returns`, byTime)} AS returns,
      ${listOf(sql`refunds`, byTime)} AS refunds, ${listOf(sql`item_cancellations`, byTime)} AS cancellations
    FROM orders o LEFT JOIN payments p ON p.order_id = o.id WHERE o.id ${ids}`);
  return rows.map(orderOf);
}

function orderOf(row: OrderRow): Order {
  const { payment, lines, fulfilments, returns, refunds, cancellations, ...order } = row;
  return toOrder({
    ...fromRow<model.Order>(order),
    payment: payment && fromRow<model.Payment>(payment),
    lines: (lines ?? []).map(fromRow<model.OrderLine>),
    fulfilments: (fulfilments ?? []).map(fromRow<model.Fulfilment>),
    returns: (returns ?? []).map(fromRow<model.Return>),
    refunds: (refunds ?? []).map(fromRow<model.Refund>),
    cancellations: (cancellations ?? []).map(fromRow<model.ItemCancellation>),
  });
}

const documentOrder = { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] };

/** For pages of an order: what `include` joins is one statement too. */
export async function readHistory(db: OrderDatabase, id: string): Promise<OrderHistory | undefined> {
  const order = await db.prisma.order.findUnique({
    where: { id },
    include: {
      payment: true,
      lines: { orderBy: { position: 'asc' } },
      fulfilments: documentOrder,
      returns: documentOrder,
      refunds: documentOrder,
      cancellations: documentOrder,
      timeline: { orderBy: { seq: 'asc' } },
    },
  });
  return order ? { order: toOrder(order), timeline: toTimeline(order.timeline) } : undefined;
}
