import { join, nothing, sql, type Sql } from '@tradepost/database';
import type { Decision } from '@tradepost/decision';
import { insertMails } from '@tradepost/mail';
import { insertEvents } from '@tradepost/messaging';
import { currentContext } from '@tradepost/observability';
import { sagaSql } from '@tradepost/saga';
import { entriesOf } from '../domain/events.ts';
import type { Order, OrderEvent, OrderWithPrices, Priced, TimelineEntry } from '../domain/order.ts';
import { capturedOf, type Payment, refundedOf } from '../domain/payment.ts';
import type { AlsoWrite } from '../flows/ports/order-store.ts';
import type { ClaimName } from '../flows/ports/purchase-store.ts';
import { documentWrites } from './order-documents.store.ts';
import { announcements } from './order-events.mapper.ts';
import { toLineRows, toStoredTaxLines } from './order-row.mapper.ts';
import { queuedMails } from './queued.mail.ts';

/** Raised by order_version_stale() in the statement itself. */
const STALE = 'OR001';

/**
 * One statement that saves a decision with its events, timeline, mails and what is written with it, under the version it
 * was made on.
 */
export function saveOrder(before: Order, decision: Decision<Order, OrderEvent>, also: AlsoWrite = {}): Sql {
  const { state } = decision;
  const priced = before.priced === null && state.priced !== null ? state : null;
  const parts = [
    sql`saved AS (${updateOrder(before, state, priced)})`,
    ...(priced
      ? [sql`payment AS (${insertPayment(priced)})`, sql`lines AS (${insertLines(priced.priced)})`]
      : [sql`payment AS (${updatePayment(state)})`]),
    ...documentWrites(before, state),
    ...writesOf(decision, sql`saved`),
    ...alsoWrites(also),
  ];
  return sql`WITH ${join(parts, ', ')}
    SELECT CASE WHEN EXISTS (SELECT FROM saved) THEN 1 ELSE order_version_stale() END AS ok`;
}

/** Without a change of the order. */
export function saveAlso(also: AlsoWrite): Sql {
  return sql`WITH ${join(alsoWrites(also), ', ')} SELECT 1 AS ok`;
}

function alsoWrites({ saga, answer, freedKey }: AlsoWrite): Sql[] {
  return [
    ...(saga ? [sql`saga AS (${sagaSql(saga)})`] : []),
    ...(answer ? [sql`answer AS (${storeAnswer(answer)})`] : []),
    ...(freedKey ? [sql`freed AS (${freeKey(freedKey)})`] : []),
  ];
}

/** True when a statement failed because the order has another version by now. */
export const isStale = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === STALE;

export function insertOrder(order: Order): Sql {
  return sql`
    INSERT INTO orders (id, user_id, email, locale, state, payment_state, fulfilment_state, provider, billing_address, cart_id,
                        external_reference, version, created_at, updated_at)
    SELECT ${order.id}::uuid, ${order.userId}::uuid, ${order.email}, ${order.locale}, ${order.state}, ${order.payment.state},
           ${order.fulfilmentState}, ${order.payment.provider}, ${toJson(order.billingAddress)}::jsonb,
           ${order.cartId}::uuid, ${order.externalReference}, ${order.version}::int, ${order.createdAt}::timestamptz,
           ${order.updatedAt}::timestamptz
    FROM claimed RETURNING id, number`;
}

function updateOrder(before: Order, order: Order, priced: OrderWithPrices | null): Sql {
  return sql`
    UPDATE orders SET state = ${order.state}, payment_state = ${order.payment.state},
      fulfilment_state = ${order.fulfilmentState}, reason = ${order.reason}, version = ${order.version},
      updated_at = ${order.updatedAt}${priced ? setPrices(priced.priced) : nothing}
    WHERE id = ${order.id} AND version = ${before.version}
    RETURNING id`;
}

function setPrices({ totals, shippingOption, shippingAddress }: Priced): Sql {
  return sql`, currency = ${totals.grand.currency}, items_minor = ${totals.items.amountMinor},
      discount_minor = ${totals.discount.amountMinor}, shipping_minor = ${totals.shipping.amountMinor},
      tax_minor = ${totals.tax.amountMinor}, grand_minor = ${totals.grand.amountMinor},
      tax_included = ${totals.taxIncluded}, tax_lines = ${JSON.stringify(toStoredTaxLines(totals))},
      shipping_option_id = ${shippingOption.id},
      shipping_option_name = ${shippingOption.name}, shipping_address = ${toJson(shippingAddress)}`;
}

function insertLines(priced: Priced): Sql {
  return sql`
    INSERT INTO order_lines (order_id, id, position, variant_id, product_id, sku, title, slug, image_url, options,
                             quantity, unit_price_minor, total_minor, tax_class, requires_shipping, tax_rate, tax_minor)
    SELECT saved.id, l.id, l.position, l.variant_id, l.product_id, l.sku, l.title, l.slug, l.image_url, l.options,
           l.quantity, l.unit_price_minor, l.total_minor, l.tax_class, l.requires_shipping, l.tax_rate, l.tax_minor
    FROM saved, jsonb_to_recordset(${JSON.stringify(toLineRows(priced))}::jsonb) AS l (
      id uuid, position smallint, variant_id uuid, product_id uuid, sku text, title text, slug text, image_url text,
      options jsonb, quantity int, unit_price_minor bigint, total_minor bigint, tax_class text,
      requires_shipping boolean, tax_rate int, tax_minor bigint)`;
}

function insertPayment({ priced, payment, updatedAt }: OrderWithPrices): Sql {
  const { amountMinor, currency } = priced.totals.grand;
  const { reference, challenge } = factsOf(payment);
  return sql`
    INSERT INTO payments (order_id, provider, amount_minor, currency, state, updated_at, provider_ref, captured_minor,
                          refunded_minor, challenge_url, challenge_until)
    SELECT id, ${payment.provider}, ${amountMinor}::bigint, ${currency}, ${payment.state}, ${updatedAt}::timestamptz,
           ${reference}, ${capturedOf(payment)?.amountMinor ?? 0}::bigint,
           ${refundedOf(payment)?.amountMinor ?? 0}::bigint, ${challenge?.url ?? null},
           ${challenge?.until ?? null}::timestamptz
    FROM saved`;
}

const factsOf = (payment: Payment) => ({
  reference: 'reference' in payment ? payment.reference : null,
  challenge: payment.state === 'requires_action' ? payment.challenge : null,
});

/** The reference and the challenge of an earlier state stay in their columns. */
function updatePayment({ payment, updatedAt }: Order): Sql {
  const { reference, challenge } = factsOf(payment);
  return sql`
    UPDATE payments SET state = ${payment.state}, updated_at = ${updatedAt},
      provider_ref = coalesce(${reference}, provider_ref),
      captured_minor = ${capturedOf(payment)?.amountMinor ?? 0},
      refunded_minor = ${refundedOf(payment)?.amountMinor ?? 0}${
        challenge ? sql`, challenge_url = ${challenge.url}, challenge_until = ${challenge.until}` : nothing
      }
    FROM saved WHERE order_id = saved.id`;
}

/** Timeline, outbox and mails: written with the change, depending on its row, or not at all. */
export function writesOf(decision: Decision<Order, OrderEvent>, changed: Sql): Sql[] {
  const entries = entriesOf(decision.events, decision.state.updatedAt);
  const events = announcements(decision);
  const mails = queuedMails(decision);
  const timeline = sql`
    INSERT INTO order_timeline (order_id, at, type, detail, actor, trace_id)
    SELECT c.id, e.at, e.type, e.detail, e.actor, ${currentContext()?.traceId}
    FROM ${changed} c, ${rowsOf(entries)}`;
  return [
    ...(entries.length > 0 ? [sql`entries AS (${timeline})`] : []),
    ...(events.length > 0
      ? [
          sql`announced AS (${insertEvents(events, sql`JOIN ${changed} c ON c.id::text = event.aggregate_id`)})`,
        ]
      : []),
    ...(mails.length > 0 ? [sql`queued AS (${insertMails(mails, sql`JOIN ${changed} c ON true`)})`] : []),
  ];
}

/** Mostly it is one entry, which costs less without a list in JSON. */
function rowsOf(entries: readonly TimelineEntry[]): Sql {
  const [one, another] = entries;
  if (one && !another)
    return sql`(SELECT ${one.at}::timestamptz AS at, ${one.type}::text AS type, ${one.detail}::text AS detail,
      ${one.actor}::text AS actor) AS e`;
  return sql`jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e (
      at timestamptz, type text, detail text, actor text)`;
}

const storeAnswer = ({ claim, bytes }: NonNullable<AlsoWrite['answer']>): Sql =>
  sql`UPDATE idempotency_keys SET response = ${bytes} WHERE scope = ${claim.scope} AND key = ${claim.key}`;

export const freeKey = ({ scope, key }: ClaimName): Sql =>
  sql`DELETE FROM idempotency_keys WHERE scope = ${scope} AND key = ${key}`;

const toJson = (value: unknown): string | null => (value ? JSON.stringify(value) : null);
