import { nothing, sql, type Queryable, type Sql } from '@tradepost/database';
import type { Order } from '../domain/order.ts';
import type { OrderHistory } from '../flows/ports/order-store.ts';
import {
  toDetails,
  toOrder,
  toTimeline,
  type ListedRow,
  type OrderRow,
  type TimelineRow,
} from './order-row.mapper.ts';

/** One statement, so that an order is never read with parts of another version. */
export async function readOrder(db: Queryable, id: string): Promise<Order | undefined> {
  const row = await db.maybeOne<OrderRow>(sql`${selectOrders(documents)} WHERE o.id = ${id}`);
  return row && toOrder(row);
}

export async function readHistory(db: Queryable, id: string): Promise<OrderHistory | undefined> {
  const row = await db.maybeOne<OrderRow & { timeline: TimelineRow[] | null }>(
    sql`${selectOrders(sql`${documents}${timeline}`)} WHERE o.id = ${id}`,
  );
  return row && { order: toOrder(row), timeline: toTimeline(row.timeline) };
}

/** Orders as lists show them: without their parcels, returns and refunds. */
export async function readListed(db: Queryable, condition: Sql, limit: number) {
  const rows = await db.query<ListedRow>(
    sql`${selectOrders()} ${condition} ORDER BY o.id DESC LIMIT ${limit}`,
  );
  return rows.map(toDetails);
}

const selectOrders = (more: Sql = nothing): Sql => sql`
  SELECT o.*, p.provider_ref, coalesce(p.captured_minor, 0) AS captured_minor,
         coalesce(p.refunded_minor, 0) AS refunded_minor, p.challenge_url, p.challenge_until,
         (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.position) FROM order_lines l WHERE l.order_id = o.id) AS lines
         ${more}
  FROM orders o LEFT JOIN payments p ON p.order_id = o.id`;

const listOf = (table: Sql): Sql => sql`
  (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.created_at, d.id) FROM ${table} d WHERE d.order_id = o.id)`;

const documents = sql`, ${listOf(sql`fulfilments`)} AS fulfilments, ${listOf(sql`returns`)} AS returns,
  ${listOf(sql`refunds`)} AS refunds`;

const timeline = sql`, (
  SELECT jsonb_agg(jsonb_build_object('at', t.at, 'type', t.type, 'detail', t.detail, 'actor', t.actor) ORDER BY t.seq)
  FROM order_timeline t WHERE t.order_id = o.id) AS timeline`;
