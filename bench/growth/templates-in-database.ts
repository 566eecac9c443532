import type { Client } from 'pg';
import { LEFT_QUANTITY } from './template-orders.ts';

// What was made for the template of a fill: before it, the shop has no others of this domain.
const OURS = `LIKE '%@growth.example.com'`;
const AT = 'floor(extract(epoch FROM created_at))::int AS at';

export const isFilled = async (db: Client, orders: number): Promise<boolean> => {
  const { rows } = await db.query<{ n: string }>(
    `SELECT count(*) AS n FROM "order".orders WHERE email ${OURS}`,
  );
  return Number(rows[0]?.n) >= orders;
};

export async function hasCatalogue(db: Client, products: number): Promise<boolean> {
  const { rows } = await db.query<{ n: string }>(
    `SELECT count(*) AS n FROM product.products WHERE slug LIKE 'large-%'`,
  );
  return Number(rows[0]?.n) >= products;
}

export async function templateCustomers(db: Client) {
  const { rows } = await db.query<{ id: string; email: string; at: number }>(
    `SELECT id, email, ${AT} FROM "user".users WHERE email ${OURS} ORDER BY email`,
  );
  return rows;
}

export async function templateOrders(db: Client) {
  const { rows } = await db.query<{
    id: string;
    number: string;
    email: string;
    user_id: string | null;
    at: number;
  }>(`SELECT id, number, email, user_id, ${AT} FROM "order".orders WHERE email ${OURS} ORDER BY id`);
  return rows;
}

export async function templateCarts(db: Client) {
  const { rows } = await db.query<{ id: string; at: number }>(
    `SELECT id, ${AT} FROM cart.carts WHERE state = 'active' AND user_id IS NULL AND shipping_option_id IS NULL
       AND lines @> $1::jsonb ORDER BY id`,
    [JSON.stringify([{ quantity: LEFT_QUANTITY }])],
  );
  return rows;
}

/** Their names have as many digits as those of the templates. @returns the first of so many order numbers */
export async function takeNumbers(db: Client, count: number): Promise<number> {
  const { rows } = await db.query<{ first: string }>(
    `SELECT nextval('"order".order_numbers') AS first, setval('"order".order_numbers', currval('"order".order_numbers') + $1)`,
    [count],
  );
  return Number(rows[0]?.first);
}

/** Before templates are made. */
export async function startNumbers(db: Client): Promise<void> {
  await db.query(
    `SELECT setval('"order".order_numbers', greatest(1000000, nextval('"order".order_numbers')))`,
  );
}

/** Enough in stock for all templates of a variant, spread over the catalogue. */
export async function sellableVariants(db: Client): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT variant_id AS id FROM product.stock s JOIN product.variants v ON v.id = s.variant_id
     WHERE s.on_sale AND s.tracked AND s.available >= 50 AND v.sku LIKE 'LARGE-%' ORDER BY v.sku`,
  );
  return rows.map(({ id }) => id);
}
