import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { sql } from '@tradepost/database';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 as uuidv7 } from 'uuid';
import { placedIn } from './testing/builders.ts';
import { CrashFixture } from './testing/crash-fixture.ts';

jest.setTimeout(30_000);

// Sagas that version 209e715 left half done, in the rows that it wrote; earlier-version.int.spec.ts has its idempotency keys.

const fixture = new CrashFixture();

const ADDRESS =
  '{"name":"Ada Lovelace","line1":"12 St James Square","line2":"","city":"London","region":"","postalCode":"SW1Y 4JH","country":"GB"}';

let orderId: string;
let cartId: string;
let key: string;
beforeEach(() => {
  [orderId, cartId, key] = [uuidv7(), uuidv7(), uuidv7()];
  fixture.services.provider.ledger.clear();
  fixture.services.stock.free = 1_000;
});

/** What was hashed for the idempotency key: the request without the cart's token and the language. */
const requested = (token: string) =>
  `{"userId":null,"cartId":"${cartId}","lines":[],"email":"ada@example.com","shippingAddress":${ADDRESS},` +
  `"billingAddress":null,"shippingOptionId":"","paymentProvider":"sandbox","paymentToken":"${token}",` +
  `"expectedTotal":null,"externalReference":null}`;

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The state of `place-order`, with the hash of the request, which is not stored any more. */
const placing = (
  token: string,
) => `{"orderId":"${orderId}","claim":{"scope":"place-order/guest","key":"${key}",
  "requestHash":{"type":"Buffer","data":[${[...hashOf(requested(token))].join(',')}]}},
  "request":{"userId":null,"cartId":"${cartId}","cartToken":"the-cart-token","lines":[],"email":"ada@example.com",
  "shippingAddress":${ADDRESS},"billingAddress":null,"shippingOptionId":"","paymentProvider":"sandbox",
  "paymentToken":"${token}","expectedTotal":null,"externalReference":null,"locale":"en"},"reference":null}`;

/** The same purchase as a caller repeats it now. */
const repeated = (paymentToken: string) => ({
  ...{ idempotencyKey: key, userId: '', cartId, cartToken: 'the-cart-token', lines: [], locale: 'en' },
  ...{ email: 'ada@example.com', shippingAddress: JSON.parse(ADDRESS), billingAddress: undefined },
  ...{ shippingOptionId: '', paymentProvider: 'sandbox', paymentToken, expectedTotal: undefined },
  externalReference: '',
});

async function insertClaimed(token: string): Promise<void> {
  await fixture.db.execute(sql`
    INSERT INTO idempotency_keys (scope, key, request_hash)
    VALUES ('place-order/guest', ${key}, ${hashOf(requested(token))})`);
  await fixture.db.execute(sql`
    INSERT INTO orders (id, email, locale, state, payment_state, fulfilment_state, provider, cart_id, version, created_at, updated_at)
    VALUES (${orderId}, 'ada@example.com', 'en', 'pending', 'created', 'unfulfilled', 'sandbox', ${cartId}, 1, now(), now())`);
  await fixture.db.execute(sql`
    INSERT INTO order_timeline (order_id, at, type, detail, actor) VALUES (${orderId}, now(), 'order.placed', '', 'customer')`);
}

async function insertPriced(paymentState: string): Promise<void> {
  await fixture.db.execute(sql`
    UPDATE orders SET version = 2, payment_state = ${paymentState}, currency = 'GBP', items_minor = 1000,
      discount_minor = 0, shipping_minor = 400, tax_minor = 0, grand_minor = 1400, tax_included = true,
      shipping_option_id = 'standard', shipping_option_name = 'Standard', shipping_address = ${ADDRESS}::jsonb
    WHERE id = ${orderId}`);
  await fixture.db.execute(sql`
    INSERT INTO order_lines (order_id, id, position, variant_id, product_id, sku, title, slug, image_url, options,
      quantity, unit_price_minor, total_minor)
    VALUES (${orderId}, ${uuidv7()}, 0, ${uuidv7()}, ${uuidv7()}, 'MUG-BLUE', 'Mug', 'mug', '/images/mug.svg',
      '[{"name":"Colour","value":"Blue"}]', 2, 500, 1000)`);
  await fixture.db.execute(sql`
    INSERT INTO payments (order_id, provider, amount_minor, currency, state, updated_at)
    VALUES (${orderId}, 'sandbox', 1400, 'GBP', ${paymentState}, now())`);
}

interface OldSaga {
  readonly id?: string;
  readonly name: string;
  readonly state: string;
  readonly step: number;
  readonly status?: string;
  /** Its deadline, in seconds from now. */
  readonly deadlineS: number;
  /** Until its lease or its pause is over. */
  readonly nextS?: number;
  readonly lease?: string;
  readonly log?: string;
}

async function insertSaga(saga: OldSaga): Promise<string> {
  const {
    id = uuidv7(),
    name,
    state,
    step,
    status = 'running',
    deadlineS,
    nextS = 0,
    lease,
    log = '[]',
  } = saga;
  await fixture.db.execute(sql`
    INSERT INTO sagas (id, name, status, step, state, lease, next_run_at, deadline_at, log)
    VALUES (${id}, ${name}, ${status}, ${step}, ${state}::jsonb, ${lease ?? null}, now() + ${nextS} * interval '1 s',
      now() + ${deadlineS} * interval '1 s', ${log}::jsonb)`);
  return id;
}

const sagaEnds = (id: string) =>
  waitFor(
    async () =>
      expect(await fixture.db.one(sql`SELECT status FROM sagas WHERE id = ${id}`)).toEqual({
        status: 'done',
      }),
    { timeout: 15_000, interval: 50 },
  );

const order = () =>
  fixture.db.one(sql`SELECT state, payment_state AS "paymentState" FROM orders WHERE id = ${orderId}`);

describe('a purchase that the previous version left half done', () => {
  test('after it was priced is undone when its time is up, and its key is free', async () => {
    await insertClaimed('tok_ok');
    await insertPriced('created');
    const log =
      '[{"step":"freeze and price","what":"done","attempt":1,"at":"2026-11-20T10:00:00.000Z","ms":12}]';
    const state = placing('tok_ok');
    await insertSaga({ id: orderId, name: 'place-order', state, step: 1, deadlineS: -3_600, log });
    await waitFor(async () => expect(await order()).toEqual({ state: 'expired', paymentState: 'voided' }), {
      timeout: 15_000,
      interval: 50,
    });
    const bought = placedIn(await fixture.survivor.order.placeOrder(repeated('tok_ok')));
    expect(bought.id).not.toBe(orderId);
  });

  test('waits for its payer, is shown again under its key, and goes on once the payer confirmed', async () => {
    await insertClaimed('tok_requires_action');
    await insertPriced('requires_action');
    await fixture.db.execute(sql`
      UPDATE payments SET challenge_url = 'http://bank.example/challenge', challenge_until = now() + interval '10 minutes'
      WHERE order_id = ${orderId}`);
    const authorisation = { key: `${orderId}/authorize`, token: 'tok_requires_action', orderNumber: 'TP-1' };
    await fixture.services.provider.authorize({
      ...authorisation,
      amount: { amountMinor: 1400, currency: 'GBP' },
    });
    fixture.services.stock.sells = false;
    await fixture.services.stock.take({ orderId, items: [{ variantId: uuidv7(), quantity: 2 }] });
    const state = placing('tok_requires_action');
    await insertSaga({ id: orderId, name: 'place-order', state, step: 2, deadlineS: 600, nextS: 300 });
    const { outcome } = await fixture.survivor.order.placeOrder(repeated('tok_requires_action'));
    expect(outcome).toMatchObject({ $case: 'unsettled', unsettled: { id: orderId } });
    fixture.services.provider.act(orderId, 'authorized');
    const access = { userId: '', token: '', staff: true };
    await fixture.survivor.payment.completePayment({ orderId, access, idempotencyKey: '' });
    await sagaEnds(orderId);
    expect(await order()).toEqual({ state: 'confirmed', paymentState: 'captured' });
  });
});

describe('a cancellation that the previous version left half done', () => {
  const cancelled = () =>
    fixture.db.execute(
      sql`UPDATE orders SET state = 'cancelled', fulfilment_state = 'cancelled' WHERE id = ${orderId}`,
    );

  test('goes on after any time: its deadline of an hour is over', async () => {
    await insertClaimed('tok_ok');
    await insertPriced('authorized');
    await cancelled();
    const state = `{"orderId":"${orderId}"}`;
    const sagaId = await insertSaga({
      name: 'cancel-order',
      state,
      step: 0,
      lease: uuidv7(),
      deadlineS: -7_200,
    });
    await sagaEnds(sagaId);
    expect(await order()).toEqual({ state: 'cancelled', paymentState: 'voided' });
    expect(fixture.services.stock.released.has(orderId)).toBe(true);
  });

  test('of an order without prices, at which it got stuck, ends when staff retry it', async () => {
    await insertClaimed('tok_ok');
    await cancelled();
    const log = `[{"step":"order is cancelled","what":"done","attempt":1,"at":"2026-11-20T10:00:00.000Z","ms":3},
      {"step":"return goods","what":"done","attempt":1,"at":"2026-11-20T10:00:00.010Z","ms":7},
      {"step":"return money","what":"failed","attempt":12,"at":"2026-11-20T10:09:00.000Z","ms":2,
       "error":"order undefined has no prices yet"}]`;
    const stuck = { status: 'stuck', step: 2, deadlineS: -7_200, log };
    const sagaId = await insertSaga({ name: 'cancel-order', state: `{"orderId":"${orderId}"}`, ...stuck });
    const { saga } = await fixture.survivor.sagas.getSaga({ sagaId });
    expect(saga).toMatchObject({ step: 'return money', orderId, log: [{}, { step: 'return goods' }, {}] });
    await fixture.survivor.sagas.retrySaga({ sagaId, actorId: uuidv7(), idempotencyKey: '' });
    await sagaEnds(sagaId);
    expect(await order()).toEqual({ state: 'cancelled', paymentState: 'voided' });
  });

  test('of an order refunded in full, at which it got stuck, ends when staff retry it', async () => {
    await insertClaimed('tok_ok');
    await insertPriced('refunded');
    await fixture.db.execute(sql`
      UPDATE payments SET provider_ref = ${`${orderId}/authorize`}, captured_minor = 1400, refunded_minor = 1400
      WHERE order_id = ${orderId}`);
    await cancelled();
    const log = `[{"step":"return money","what":"failed","attempt":1,"at":"2026-11-20T10:00:01.000Z","ms":2,
      "error":"The payment is refunded and can't become voided."}]`;
    const stuck = { status: 'stuck', step: 2, deadlineS: -7_200, log };
    const sagaId = await insertSaga({ name: 'cancel-order', state: `{"orderId":"${orderId}"}`, ...stuck });
    await fixture.survivor.sagas.retrySaga({ sagaId, actorId: uuidv7(), idempotencyKey: '' });
    await sagaEnds(sagaId);
    expect(await order()).toEqual({ state: 'cancelled', paymentState: 'refunded' });
    const payment = sql`SELECT captured_minor, refunded_minor FROM payments WHERE order_id = ${orderId}`;
    expect(await fixture.db.one(payment)).toEqual({ captured_minor: 1400, refunded_minor: 1400 });
    expect(fixture.services.provider.ledger.size).toBe(0);
  });
});
