import { type Queryable, sql } from '@tradepost/database';

/**
 * `markOrdered` for the carts that are frozen for these orders, in one statement. Which of the others may change, the domain
 * says. @returns the ids of those that it changed
 */
export async function markAllOrdered(
  tx: Queryable,
  orders: readonly { readonly cartId: string; readonly orderId: string }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  // The inner SELECTs hide the number of orders from the planner, which would make a plan for each call.
  const rows = await tx.query<{ id: string }>(sql`
    WITH frozen AS (
      SELECT id FROM carts
      JOIN unnest((SELECT ${orders.map((one) => one.cartId)}::uuid[]), (SELECT ${orders.map((one) => one.orderId)}::uuid[]))
        AS bought (cart_id, order_id) ON id = cart_id AND frozen_for = order_id
      WHERE state = 'completing' ORDER BY id FOR UPDATE OF carts
    )
    UPDATE carts SET state = 'ordered', revision = revision + 1, updated_at = ${now} FROM frozen
    WHERE carts.id = frozen.id RETURNING carts.id`);
  return new Set(rows.map(({ id }) => id));
}
