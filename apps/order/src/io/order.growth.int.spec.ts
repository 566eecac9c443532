import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@tradepost/database';
import { Operations } from '@tradepost/messaging';
import { rowsRead, serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { PostgresComparedState } from './compared-state.store.ts';
import { OrderDatabase } from './order-database.ts';
import { OrderListStore } from './order-list.store.ts';
import type { OrderFilter } from './order-search.sql.ts';

const ORDERS = 30_000;
const OFTEN = '01900000-0000-7000-8000-00000000beef';
const PAGE = 20;

let own: TestDatabase<OrderDatabase>;
beforeAll(async () => {
  own = await serviceDatabase(OrderDatabase, new URL('../../prisma/migrations', import.meta.url), { max: 1 });
  await fill();
}, 60_000);
afterAll(() => own?.close());

/** A third of them is of one customer; most are completed, some are refunded, five are in review. */
async function fill(): Promise<void> {
  await own.db.execute(sql`
    INSERT INTO orders (id, user_id, email, state, payment_state, fulfilment_state, provider, currency, items_minor,
      discount_minor, shipping_minor, tax_minor, grand_minor, tax_included, shipping_address, version, created_at, updated_at)
    SELECT ('0190' || lpad(to_hex(n), 4, '0') || '-0000-7000-8000-000000000000')::uuid,
      CASE WHEN n % 3 = 0 THEN ${OFTEN}::uuid END,
      CASE WHEN n % 3 = 0 THEN 'often' ELSE 'buyer-' || n END || '@example.com',
      CASE WHEN n % 6000 = 1 THEN 'review' WHEN n % 20 = 0 THEN 'confirmed' ELSE 'completed' END,
      CASE WHEN n % 50 = 3 THEN 'partially_refunded' ELSE 'captured' END,
      'fulfilled', 'sandbox', 'GBP', 100, 0, 0, 0, 100, true, '{}', 1, now(), now()
    FROM generate_series(1, ${ORDERS}) AS n`);
  await own.db.execute(sql`
    INSERT INTO order_lines (order_id, id, position, variant_id, product_id, sku, title, slug, image_url, options, quantity,
      unit_price_minor, total_minor)
    SELECT id, id, 0, id, id, 'A', 'A', 'a', '', '[]', 1, 100, 100 FROM orders`);
  await own.db.execute(sql`
    INSERT INTO payments (order_id, provider, amount_minor, currency, captured_minor, state, updated_at)
    SELECT id, 'sandbox', 100, 'GBP', 100, payment_state, now() FROM orders`);
  for (const table of [sql`orders`, sql`order_lines`, sql`payments`])
    await own.db.execute(sql`ANALYZE ${table}`);
}

const middle = '01903a98-0000-7000-8000-000000000000';
// A page by each of several indexes, and each order that is found by its key.
const MOST = 25 * PAGE;
const lists: readonly [name: string, filter: OrderFilter, least: number, most?: number][] = [
  ['of all', {}, PAGE],
  ['of a customer who ordered often', { userId: OFTEN }, PAGE],
  ['in a state that most have', { state: 'completed' }, PAGE],
  ['in a state that few have', { state: 'review' }, 2],
  ['in a state that none has', { state: 'rejected' }, 0],
  ['in a payment state', { paymentState: 'partially_refunded' }, PAGE],
  ['in a payment state that none has', { paymentState: 'voided' }, 0],
  ['in two states that no order has together', { state: 'review', paymentState: 'partially_refunded' }, 0],
  ['of an e-mail address with many orders', { query: 'often@example.com' }, PAGE],
  // Of the ten thousand of this address, as many as it takes to find a page in that state.
  [
    'of an e-mail address and in a state',
    { query: 'often@example.com', state: 'confirmed' },
    PAGE,
    100 * PAGE,
  ],
  ['of a number', { query: 'TP-100007' }, 1],
  ['of a reference that none has', { query: 'unknown' }, 0],
];

describe('reconciliation', () => {
  // The ids of orders begin with their number, in hexadecimal.
  const idOf = (n: number): string => `0190${n.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;

  it('reads the orders since a moment and those that others name, and no other', async () => {
    const state = new PostgresComparedState(own.db, new Operations(own.db));
    const [recent, older] = [2_500, 3];
    const named = [1, 2, 3, ORDERS].map(idOf);
    let found: string[] = [];
    const reads = await rowsRead(own.db, async () => {
      found = (await state.orders(idOf(ORDERS - recent + 1), named)).map(({ id }) => id);
    });
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(recent + older);
    expect(found).toEqual(expect.arrayContaining(named));
    for (const table of ['orders', 'payments']) {
      expect(reads[table]?.wholeScans).toBe(0);
      // A page ends where the next one begins.
      expect(reads[table]?.rows).toBeLessThanOrEqual(recent + older + 10);
    }
  });
});

describe.each(lists)('the list of orders %s', (_, filter, least, most = MOST) => {
  it.each([
    ['first', undefined],
    ['a later', middle],
  ])('reads about a page, for its %s page', async (which, before) => {
    const store = new OrderListStore(own.db);
    let found = 0;
    const reads = await rowsRead(own.db, async () => {
      found = (await store.list(filter, PAGE, before)).length;
    });
    if (which === 'first') expect(found).toBeGreaterThanOrEqual(least);
    for (const [, { wholeScans, rows }] of Object.entries(reads)) {
      expect(wholeScans).toBe(0);
      expect(rows).toBeLessThanOrEqual(most);
    }
  });
});
