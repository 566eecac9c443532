import 'reflect-metadata';
import { OrderState, type PlaceOrderRequest } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { placedIn } from './testing/builders.ts';
import { CrashFixture } from './testing/crash-fixture.ts';

// A deployment must not forget the keys of requests that are being repeated, nor sagas that have begun. The rows were
// written by version 209e715.

jest.setTimeout(30_000);

const orderId = '01920000-0000-7000-8000-000000000003';
const actorId = '01920000-0000-7000-8000-000000000009';
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const fixture = new CrashFixture();

/** What the fingerprint below was made of. */
const purchase = (idempotencyKey: string): PlaceOrderRequest => ({
  ...{ idempotencyKey, userId: '', cartId: '', cartToken: '', email: 'ada@example.com', locale: 'en' },
  lines: [{ variantId: '01920000-0000-7000-8000-000000000005', quantity: 2 }],
  shippingAddress: {
    ...{ name: 'Ada', line1: '1 High Street', line2: '', city: 'York', region: '' },
    ...{ postalCode: 'YO1 1AA', country: 'GB' },
  },
  ...{ billingAddress: undefined, shippingOptionId: '', externalReference: '' },
  ...{ paymentProvider: 'sandbox', paymentToken: 'tok_ok', expectedTotal: gbp(2_500) },
});

const FINGERPRINT = 'a48e02424bb6c256f5f409082fca659131e038f42b60d6ff9fb61d5ea8f196b4';

describe('an idempotency key of the previous version', () => {
  beforeAll(async () => {
    await fixture.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response) VALUES
      ('place-order/guest', 'placed', decode(${FINGERPRINT}, 'hex'),
        decode('0a9a010a2430313932303030302d303030302d373030302d383030302d303030303030303030303033120954502d3130303030312a0f616461406578616d706c652e636f6d3002380340015a270a03416461120d312048696768205374726565742204596f726b3207594f31203141413a0247426a087374616e6461726472085374616e646172649001049a010608c0ec80d806a2010608c0ec80d806', 'hex')),
      ('cancel-order:01920000-0000-7000-8000-000000000003:staff', 'cancelled',
        decode('ed89eac189ac865a4d69252bf6d8bf954fa4e7d144b1329b484265215ab39bea', 'hex'),
        decode('0a2430313932303030302d303030302d373030302d383030302d303030303030303030303033120954502d3130303030312a0f616461406578616d706c652e636f6d3007380340015a270a03416461120d312048696768205374726565742204596f726b3207594f31203141413a0247426a087374616e6461726472085374616e646172649001059a010608c0ec80d806a2010608c0ec80d806', 'hex')),
      ('retry-saga:01920000-0000-7000-8000-000000000009', 'retried',
        decode('d64737d368074626385960a2a34b68d14c77689fcaea6fb7aa70e6bc637924f4', 'hex'), '')`);
  });

  test('replays a purchase, with the token of the guest that was not stored', async () => {
    const answer = await fixture.survivor.order.placeOrder(purchase('placed'));
    expect(answer.replayed).toBe(true);
    const placed = placedIn(answer);
    expect(placed).toMatchObject({
      id: orderId,
      number: 'TP-100001',
      version: 4,
      shippingOptionName: 'Standard',
    });
    expect(placed.token).not.toBe('');
    const other = { ...purchase('placed'), email: 'eve@example.com' };
    await expect(fixture.survivor.order.placeOrder(other)).rejects.toMatchObject({
      code: 'idempotency.mismatch',
    });
  });

  test('replays a retried saga', async () => {
    const request = { sagaId: orderId, actorId, idempotencyKey: 'retried' };
    expect(await fixture.survivor.sagas.retrySaga(request)).toEqual({ saga: undefined });
  });
});

test('a purchase that the previous version began is completed, and its key gets the response', async () => {
  const state =
    '{"orderId":"01920000-0000-7000-8000-000000000003","claim":{"scope":"place-order/guest","key":"k","requestHash":{"type":"Buffer","data":[164,142,2,66,75,182,194,86,245,244,9,8,47,202,101,145,49,224,56,244,43,96,214,255,159,182,29,94,168,241,150,180]}},"request":{"userId":null,"cartId":null,"cartToken":"","lines":[{"variantId":"01920000-0000-7000-8000-000000000005","quantity":2}],"email":"ada@example.com","shippingAddress":{"name":"Ada","line1":"1 High Street","line2":"","city":"York","region":"","postalCode":"YO1 1AA","country":"GB"},"billingAddress":null,"shippingOptionId":"","paymentProvider":"sandbox","paymentToken":"tok_ok","expectedTotal":{"amountMinor":2500,"currency":"GBP"},"externalReference":null,"locale":"en"},"reference":null}';
  await fixture.db.execute(sql`
    INSERT INTO idempotency_keys (scope, key, request_hash) VALUES ('place-order/guest', 'k', decode(${FINGERPRINT}, 'hex'))`);
  await fixture.db.execute(sql`
    INSERT INTO orders (id, email, locale, state, payment_state, fulfilment_state, provider, version, created_at, updated_at)
    VALUES (${orderId}, 'ada@example.com', 'en', 'pending', 'created', 'unfulfilled', 'sandbox', 1, now(), now())`);
  await fixture.db.execute(sql`
    INSERT INTO sagas (id, name, state, lease, next_run_at, deadline_at)
    VALUES (${orderId}, 'place-order', ${state}, gen_random_uuid(), now(), now() + interval '25 seconds')`);
  await waitFor(
    async () => {
      const answer = await fixture.survivor.order.placeOrder(purchase('k'));
      expect(answer.replayed).toBe(true);
      expect(placedIn(answer)).toMatchObject({ id: orderId, state: OrderState.CONFIRMED });
    },
    { timeout: 15_000, interval: 50 },
  );
  // The order is there now: the stored answer counts, not its state.
  const access = { staff: true, userId: '', token: '' };
  const request = { orderId, access, reason: 'sold twice', idempotencyKey: 'cancelled' };
  const { order } = await fixture.survivor.order.cancelOrder(request);
  expect(order).toMatchObject({ state: OrderState.CANCELLED, version: 5, token: '' });
});
