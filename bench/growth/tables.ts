/** Where a purchase leaves rows, and which of them are its own: `$1` are the ids of orders. */
export interface FilledTable {
  readonly name: string;
  readonly where: string;
  /** The services delete rows that are older; undefined: they stay. */
  readonly days?: number;
  /** A column whose values Postgres makes, in this order. */
  readonly numbered?: string;
}

const OF_ORDER = 'order_id = ANY($1::uuid[])';
const REFERENCES = `SELECT number FROM "order".orders WHERE id = ANY($1::uuid[])`;
const AUTHORIZATIONS = `SELECT id FROM payment_sandbox.authorizations WHERE reference IN (${REFERENCES})`;
const EVENTS = `SELECT id FROM "order".outbox WHERE aggregate_id = ANY($1::text[])`;
const INBOX = { where: `event_id IN (${EVENTS})`, days: 3 };

/** Each once, parents first. */
export const FILLED: readonly FilledTable[] = [
  { name: '"order".orders', where: 'id = ANY($1::uuid[])' },
  { name: '"order".order_lines', where: OF_ORDER },
  { name: '"order".payments', where: OF_ORDER },
  { name: '"order".order_timeline', where: OF_ORDER, numbered: 'seq' },
  { name: '"order".fulfilments', where: OF_ORDER },
  { name: '"order".returns', where: OF_ORDER },
  { name: '"order".refunds', where: OF_ORDER },
  { name: '"order".item_cancellations', where: OF_ORDER },
  { name: '"order".payment_news', where: OF_ORDER },
  { name: '"order".sagas', where: 'order_id = ANY($1::text[])', days: 30 },
  { name: '"order".mails', where: "facts ->> 'orderId' = ANY($1::text[])", days: 30 },
  { name: '"order".outbox', where: 'aggregate_id = ANY($1::text[])', days: 1, numbered: 'position' },
  {
    ...{ name: '"order".idempotency_keys', days: 2 },
    where: `EXISTS (SELECT FROM unnest($1::text[]) id WHERE position(convert_to(id, 'UTF8') IN response) > 0)`,
  },
  { name: '"order".inbox', ...INBOX },
  { name: 'cart.inbox', ...INBOX },
  { name: 'cart.carts', where: 'frozen_for = ANY($1::uuid[]) OR refused_orders && $1::uuid[]' },
  { name: 'product.inbox', ...INBOX },
  { name: 'product.holds', where: OF_ORDER },
  { name: 'product.hold_lines', where: OF_ORDER },
  { name: 'product.consumed_lines', where: OF_ORDER },
  { name: 'product.returned_lines', where: OF_ORDER },
  {
    name: 'product.stock_movements',
    where: `reason IN ('sale', 'return') AND (reference = ANY($1::text[])
      OR reference IN (SELECT id::text FROM "order".returns WHERE ${OF_ORDER}))`,
  },
  { name: 'payment_sandbox.authorizations', where: `reference IN (${REFERENCES})` },
  { name: 'payment_sandbox.entries', where: `authorization_id IN (${AUTHORIZATIONS})` },
  {
    name: 'payment_sandbox.webhooks',
    where: `authorization_id IN (${AUTHORIZATIONS})`,
    numbered: 'position',
  },
];

/** A row per customer. */
export const FILLED_OF_CUSTOMERS: readonly FilledTable[] = [
  { name: '"user".users', where: 'id = ANY($1::uuid[])' },
  { name: '"user".addresses', where: 'user_id = ANY($1::uuid[])' },
];

/** A row per cart that was left. */
export const FILLED_OF_CARTS: readonly FilledTable[] = [
  { name: 'cart.carts', where: 'id = ANY($1::uuid[])' },
];
