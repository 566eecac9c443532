import { Inject, Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, join, nothing, sql, type Sql } from '@tradepost/database';
import { DomainError, type Decision } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { insertEvents, OutboxRelay } from '@tradepost/messaging';
import { currentContext } from '@tradepost/observability';
import { entriesOf } from '../domain/events.ts';
import type { Order, OrderEvent, Priced, TimelineEntry } from '../domain/order.ts';
import {
  OrderStore,
  StaleOrder,
  type Along,
  type Claim,
  type Claimed,
  type ClaimName,
  type OrderFilter,
} from '../flows/ports.ts';
import { announcements } from './order.events.ts';
import { toLineRows, toOrder, type OrderRow } from './order.rows.ts';

type Change = Decision<Order, OrderEvent>;

/** Raised by order_version_stale() in the statement itself. */
const STALE = 'OR001';
const CLAIM_ATTEMPTS = 5;

/** Orders in Postgres. Every change is one statement, so nothing of it can be seen or lost alone. */
@Injectable()
export class PostgresOrderStore extends OrderStore {
  constructor(
    private readonly db: Database,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
  ) {
    super();
  }

  override async claim(decision: Change, claim: Claim, saga: (from: Sql) => Sql): Promise<Claimed> {
    // A key that is freed while we look at it is worth another try; each ends at once.
    for (let attempt = 1; attempt <= CLAIM_ATTEMPTS; attempt++) {
      const number = await this.tryToClaim(decision, claim, saga);
      if (number !== undefined) return { kind: 'claimed', order: { ...decision.state, number } };
      const taken = await this.findClaim(claim);
      if (taken) return taken;
    }
    throw new NotYet('aborted', 'the key was claimed and freed again and again');
  }

  override async save(decision: Change, along: Along = {}): Promise<void> {
    const { state } = decision;
    const parts = [
      ...(along.saga ? [sql`saga AS (${along.saga})`] : []),
      sql`saved AS (${updateOrder(state)})`,
      ...(isBeingPriced(state)
        ? [sql`payment AS (${insertPayment(state)})`, sql`lines AS (${insertLines(state.priced)})`]
        : [sql`payment AS (${updatePayment(state)})`]),
      ...writesOf(decision, sql`saved`),
      ...(along.answer ? [sql`answer AS (${storeAnswer(along.answer)})`] : []),
      ...(along.freed ? [sql`freed AS (${freeKey(along.freed)})`] : []),
    ];
    await this.db
      .execute(
        sql`WITH ${join(parts, ', ')}
          SELECT CASE WHEN EXISTS (SELECT FROM saved) THEN 1 ELSE order_version_stale() END AS ok`,
      )
      .catch((error: unknown) => {
        throw isStale(error) ? new StaleOrder(`order ${state.id} has moved on`) : error;
      });
    if (decision.events.length > 0) this.relay.notify();
  }

  override async discard(id: string, claim: ClaimName, saga: Sql): Promise<void> {
    await this.db.execute(sql`
      WITH saga AS (${saga}), freed AS (${freeKey(claim)})
      DELETE FROM orders WHERE id = ${id} AND state = 'pending'`);
  }

  override async progress(saga: Sql): Promise<void> {
    await this.db.execute(saga);
  }

  override async find(id: string): Promise<Order | undefined> {
    const row = await this.db.maybeOne<OrderRow>(sql`${selectOrders()} WHERE o.id = ${id}`);
    return row && toOrder(row);
  }

  override async findWithTimeline(
    id: string,
  ): Promise<{ order: Order; timeline: TimelineEntry[] } | undefined> {
    const row = await this.db.maybeOne<
      OrderRow & { timeline: (Omit<TimelineEntry, 'at'> & { at: string })[] | null }
    >(sql`${selectOrders(story)} WHERE o.id = ${id}`);
    const timeline = (row?.timeline ?? []).map((entry) => ({ ...entry, at: new Date(entry.at) }));
    return row && { order: toOrder(row), timeline };
  }

  override async findClaim({
    scope,
    key,
  }: ClaimName): Promise<Extract<Claimed, { kind: 'taken' }> | undefined> {
    const row = await this.db.maybeOne<{ request_hash: Uint8Array; response: Uint8Array | null }>(
      sql`SELECT request_hash, response FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`,
    );
    return row && { kind: 'taken', requestHash: row.request_hash, answer: row.response };
  }

  override async list(filter: OrderFilter, limit: number, before: string | undefined): Promise<Order[]> {
    const { userId, state, paymentState, query } = filter;
    const conditions = [
      ...(userId === undefined ? [] : [sql`o.user_id = ${userId}`]),
      ...(state === undefined ? [] : [sql`o.state = ${state}`]),
      ...(paymentState === undefined ? [] : [sql`o.payment_state = ${paymentState}`]),
      ...(query === undefined ? [] : [matches(query)]),
      ...(before === undefined ? [] : [sql`o.id < ${before}`]),
    ];
    const where = conditions.length === 0 ? nothing : sql`WHERE ${join(conditions, ' AND ')}`;
    const rows = await this.db.query<OrderRow>(
      sql`${selectOrders()} ${where} ORDER BY o.id DESC LIMIT ${limit}`,
    );
    return rows.map(toOrder);
  }

  private async tryToClaim(
    decision: Change,
    { scope, key, requestHash }: Claim,
    saga: (from: Sql) => Sql,
  ): Promise<string | undefined> {
    const { state } = decision;
    const parts = [
      sql`claimed AS (
        INSERT INTO idempotency_keys (scope, key, request_hash) VALUES (${scope}, ${key}, ${requestHash})
        ON CONFLICT (scope, key) DO NOTHING RETURNING key)`,
      sql`made AS (${insertOrder(state)})`,
      ...writesOf(decision, sql`made`),
      sql`saga AS (${saga(sql`FROM claimed`)})`,
    ];
    try {
      const row = await this.db.maybeOne<{ number: string }>(
        sql`WITH ${join(parts, ', ')} SELECT number FROM made`,
      );
      return row?.number;
    } catch (error) {
      if (isUniqueViolation(error, 'orders_reference')) throw await this.duplicate(state.externalReference);
      throw error;
    }
  }

  private async duplicate(reference: string | null): Promise<DomainError> {
    const row = await this.db.maybeOne<{ id: string }>(
      sql`SELECT id FROM orders WHERE external_reference = ${reference} AND state NOT IN ('rejected', 'expired')`,
    );
    return new DomainError(
      'duplicate',
      'order.duplicate_reference',
      'There is an order with this external reference.',
      row ? { orderId: row.id } : {},
    );
  }
}

/** One statement, so that an order is never shown with the story of another version. */
const selectOrders = (more: Sql = nothing): Sql => sql`
  SELECT o.*, p.provider_ref, coalesce(p.captured_minor, 0) AS captured_minor,
         coalesce(p.refunded_minor, 0) AS refunded_minor,
         (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.position) FROM order_lines l WHERE l.order_id = o.id) AS lines
         ${more}
  FROM orders o LEFT JOIN payments p ON p.order_id = o.id`;

const story = sql`, (
  SELECT jsonb_agg(jsonb_build_object('at', t.at, 'type', t.type, 'detail', t.detail, 'actor', t.actor) ORDER BY t.seq)
  FROM order_timeline t WHERE t.order_id = o.id) AS timeline`;

function insertOrder(order: Order): Sql {
  return sql`
    INSERT INTO orders (id, user_id, email, state, payment_state, fulfilment_state, provider, billing_address, cart_id,
                        external_reference, version, created_at, updated_at)
    SELECT ${order.id}::uuid, ${order.userId}::uuid, ${order.email}, ${order.state}, ${order.paymentState},
           ${order.fulfilmentState}, ${order.payment.provider}, ${toJson(order.billingAddress)}::jsonb,
           ${order.cartId}::uuid, ${order.externalReference}, ${order.version}::int, ${order.createdAt}::timestamptz,
           ${order.updatedAt}::timestamptz
    FROM claimed RETURNING id, number`;
}

function updateOrder(order: Order): Sql {
  return sql`
    UPDATE orders SET state = ${order.state}, payment_state = ${order.paymentState},
      fulfilment_state = ${order.fulfilmentState}, reason = ${order.reason}, version = ${order.version},
      updated_at = ${order.updatedAt}${isBeingPriced(order) ? setPrices(order.priced) : nothing}
    WHERE id = ${order.id} AND version = ${order.version - 1}
    RETURNING id`;
}

/** Prices are fixed once, with the second version. */
function isBeingPriced(order: Order): order is Order & { readonly priced: Priced } {
  return order.priced !== null && order.version === 2;
}

function setPrices({ totals, shippingOption, shippingAddress }: Priced): Sql {
  return sql`, currency = ${totals.grand.currency}, items_minor = ${totals.items.amountMinor},
      discount_minor = ${totals.discount.amountMinor}, shipping_minor = ${totals.shipping.amountMinor},
      tax_minor = ${totals.tax.amountMinor}, grand_minor = ${totals.grand.amountMinor},
      tax_included = ${totals.taxIncluded}, shipping_option_id = ${shippingOption.id},
      shipping_option_name = ${shippingOption.name}, shipping_address = ${toJson(shippingAddress)}`;
}

function insertLines(priced: Priced): Sql {
  return sql`
    INSERT INTO order_lines (order_id, id, position, variant_id, product_id, sku, title, slug, image_url, options,
                             quantity, unit_price_minor, total_minor)
    SELECT saved.id, l.id, l.position, l.variant_id, l.product_id, l.sku, l.title, l.slug, l.image_url, l.options,
           l.quantity, l.unit_price_minor, l.total_minor
    FROM saved, jsonb_to_recordset(${JSON.stringify(toLineRows(priced))}::jsonb) AS l (
      id uuid, position smallint, variant_id uuid, product_id uuid, sku text, title text, slug text, image_url text,
      options jsonb, quantity int, unit_price_minor bigint, total_minor bigint)`;
}

function insertPayment({
  priced,
  payment,
  paymentState,
  updatedAt,
}: Order & { readonly priced: Priced }): Sql {
  const { amountMinor, currency } = priced.totals.grand;
  return sql`
    INSERT INTO payments (order_id, provider, amount_minor, currency, state, updated_at)
    SELECT id, ${payment.provider}, ${amountMinor}::bigint, ${currency}, ${paymentState}, ${updatedAt}::timestamptz
    FROM saved`;
}

function updatePayment({ payment, paymentState, updatedAt }: Order): Sql {
  return sql`
    UPDATE payments SET provider_ref = ${payment.reference}, captured_minor = ${payment.captured?.amountMinor ?? 0},
      refunded_minor = ${payment.refunded?.amountMinor ?? 0}, state = ${paymentState}, updated_at = ${updatedAt}
    FROM saved WHERE order_id = saved.id`;
}

/** The story and the outbox: written with the change, depending on its row, or not at all. */
function writesOf(decision: Change, changed: Sql): Sql[] {
  const entries = entriesOf(decision.events, decision.state.updatedAt);
  const events = announcements(decision);
  const timeline = sql`
    INSERT INTO order_timeline (order_id, at, type, detail, actor, trace_id)
    SELECT c.id, e.at, e.type, e.detail, e.actor, ${currentContext()?.traceId}
    FROM ${changed} c, jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e (
      at timestamptz, type text, detail text, actor text)`;
  return [
    ...(entries.length > 0 ? [sql`entries AS (${timeline})`] : []),
    ...(events.length > 0
      ? [sql`told AS (${insertEvents(events, sql`JOIN ${changed} c ON c.id::text = event.aggregate_id`)})`]
      : []),
  ];
}

const storeAnswer = ({ claim, bytes }: NonNullable<Along['answer']>): Sql =>
  sql`UPDATE idempotency_keys SET response = ${bytes} WHERE scope = ${claim.scope} AND key = ${claim.key}`;

const freeKey = ({ scope, key }: ClaimName): Sql =>
  sql`DELETE FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`;

const matches = (query: string): Sql =>
  sql`(o.number = upper(${query}) OR lower(o.email) = lower(${query}) OR o.external_reference = ${query})`;

const toJson = (value: unknown): string | null => (value ? JSON.stringify(value) : null);

const isStale = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === STALE;
