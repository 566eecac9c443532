import pg from 'pg';
import type { Records } from './records.ts';
import { readStreams } from './streams.ts';

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const documentsOf = (table: string, more = 'd.state'): string => `
    SELECT d.id, d.order_id AS "orderId", ${more},
           (SELECT jsonb_agg(jsonb_build_object('lineId', l.id, 'variantId', l.variant_id, 'quantity', one.quantity))
            FROM jsonb_to_recordset(d.lines) AS one ("lineId" uuid, quantity int)
            JOIN "order".order_lines l ON l.id = one."lineId") AS lines
    FROM "order".${table} d ORDER BY d.id`;

const QUERIES = {
  orders: `
    SELECT o.id, o.number, o.state, o.payment_state AS "paymentState", o.grand_minor AS grand, o.cart_id AS "cartId",
           coalesce(o.user_id::text, lower(o.email)) AS customer,
           extract(epoch FROM o.created_at)::float8 * 1000 AS "createdAt",
           (SELECT extract(epoch FROM min(t.at))::float8 * 1000 FROM "order".order_timeline t
            WHERE t.order_id = o.id AND t.type = 'order.confirmed') AS "confirmedAt",
           coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'variantId', l.variant_id, 'quantity', l.quantity,
                                                         'unitPrice', l.unit_price_minor, 'isShipped', l.requires_shipping)
                                      ORDER BY l.position)
                     FROM "order".order_lines l WHERE l.order_id = o.id), '[]') AS lines
    FROM "order".orders o ORDER BY o.id`,
  purchases: `
    SELECT state->'claim'->>'key' AS key, state->>'orderId' AS "orderId", status
    FROM "order".sagas WHERE name = 'place-order' ORDER BY id`,
  sagas: `
    SELECT id, name, status, state->>'orderId' AS "orderId", error
    FROM "order".sagas WHERE status IN ('running', 'undoing', 'stuck') ORDER BY id`,
  holds: `
    SELECT h.order_id AS "orderId", h.state, extract(epoch FROM h.expires_at)::float8 * 1000 AS "expiresAt",
           extract(epoch FROM h.changed_at)::float8 * 1000 AS "changedAt",
           coalesce((SELECT jsonb_agg(jsonb_build_object('variantId', l.variant_id, 'locationId', l.location_id,
                                                         'quantity', l.quantity))
                     FROM product.hold_lines l WHERE l.order_id = h.order_id), '[]') AS lines
    FROM product.holds h ORDER BY h.order_id`,
  stock: `
    SELECT s.variant_id AS "variantId", v.sku, s.location_id AS "locationId", s.on_hand AS "onHand", s.held, s.available,
           s.backorder_limit AS "backorderLimit", s.max_per_customer AS "limit"
    FROM product.stock s JOIN product.variants v ON v.id = s.variant_id ORDER BY 1, 3`,
  movements: `
    SELECT variant_id AS "variantId", location_id AS "locationId", quantity, reason, reference
    FROM product.stock_movements ORDER BY id`,
  carts: `SELECT id, state, frozen_for AS "frozenFor", lines FROM cart.carts ORDER BY id`,
  payments: `
    SELECT order_id AS "orderId", captured_minor AS captured, refunded_minor AS refunded, state
    FROM "order".payments ORDER BY order_id`,
  parcels: documentsOf('fulfilments'),
  returns: documentsOf('returns'),
  cancellations: documentsOf('item_cancellations', 'd.refund_id AS "refundId"'),
  refunds: `
    SELECT id, order_id AS "orderId", state, amount_minor AS amount, failure FROM "order".refunds ORDER BY id`,
  givenBack: `
    SELECT key, amount_minor AS amount FROM payment_sandbox.entries WHERE kind = 'refund' ORDER BY key`,
  ledger: `
    SELECT a.id, split_part(a.key, '/', 1) AS "orderId", a.state, a.token, a.amount_minor AS amount, a.captured_minor AS captured,
           a.refunded_minor AS refunded,
           (SELECT jsonb_build_object(
              'captured', coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'capture'), 0),
              'refunded', coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'refund'), 0))
            FROM payment_sandbox.entries e WHERE e.authorization_id = a.id) AS entries
    FROM payment_sandbox.authorizations a WHERE a.key LIKE '%/authorize' ORDER BY a.id`,
};

/** Services that write events, each in the schema of its name. */
export const WRITERS = ['order', 'product', 'cart', 'user'] as const;

const ofEach = (select: (schema: string) => string): string => WRITERS.map(select).join(' UNION ALL ');

const OUTBOX = ofEach(
  (schema) => `SELECT '${schema}' AS schema, id, type, aggregate_id AS "aggregateId",
    published_at IS NOT NULL AS "isPublished" FROM "${schema}".outbox`,
);
const INBOX = ofEach(
  (schema) => `SELECT '${schema}' AS schema, consumer, event_id AS "eventId" FROM "${schema}".inbox`,
);
const OPEN_KEYS = ofEach(
  (schema) =>
    `SELECT '${schema}' AS schema, scope, key FROM "${schema}".idempotency_keys WHERE response IS NULL`,
);

/** Reads all records of a shop in which nothing is in progress. */
export async function readRecords(databaseUrl: string, redisUrl: string): Promise<Records> {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const rows = async <T>(text: string): Promise<T[]> => (await db.query(text)).rows as T[];
    return {
      orders: await rows(QUERIES.orders),
      purchases: await rows(QUERIES.purchases),
      openKeys: await rows(OPEN_KEYS),
      sagas: await rows(QUERIES.sagas),
      holds: await rows(QUERIES.holds),
      stock: await rows(QUERIES.stock),
      movements: await rows(QUERIES.movements),
      carts: await rows(QUERIES.carts),
      payments: await rows(QUERIES.payments),
      parcels: await rows(QUERIES.parcels),
      returns: await rows(QUERIES.returns),
      refunds: await rows(QUERIES.refunds),
      cancellations: await rows(QUERIES.cancellations),
      ledger: await rows(QUERIES.ledger),
      givenBack: await rows(QUERIES.givenBack),
      outbox: await rows(OUTBOX),
      inbox: await rows(INBOX),
      streams: await readStreams(redisUrl, WRITERS),
    };
  } finally {
    await db.end();
  }
}
