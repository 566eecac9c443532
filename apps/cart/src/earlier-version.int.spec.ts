import { CartState, TaxClass } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCart, type RunningCart } from './testing/running-cart.ts';

// A deployment must not forget the keys of requests that are being repeated. The rows were written by version 209e715.

const cartId = '01920000-0000-7000-8000-000000000004';
const variantId = '01920000-0000-7000-8000-000000000005';
const userId = '01920000-0000-7000-8000-000000000001';
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
let running: RunningCart;
beforeAll(async () => {
  running = await runCart();
}, 30_000);
afterAll(() => running.close());

it('replays the change of a cart that the previous version stored', async () => {
  await running.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response) VALUES (
    'add-line:01920000-0000-7000-8000-000000000004', 'a-key',
    decode('e2cf021b80906ee41d2b12c95ac4cfba6ace22340af991107ccdbe10d0af0144', 'hex'),
    decode('0a2430313932303030302d303030302d373030302d383030302d3030303030303030303030341a2430313932303030302d303030302d373030302d383030302d303030303030303030303031200128073203474250620608c0ec80d806', 'hex'))`);
  const request = { cartId, access: { userId, token: '' }, variantId, quantity: 2, idempotencyKey: 'a-key' };
  const { cart } = await running.cart.addLine(request);
  expect(cart).toMatchObject({ id: cartId, userId, token: '', state: CartState.ACTIVE, version: 7 });
});

it('replays the creation of a guest cart, with the token that was not stored', async () => {
  await running.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response) VALUES (
    'create:guest/192.0.2.1', 'a-key',
    decode('2ff93f4290858e5070d1361c9c2414b52f27522811014b614918454b6f443bdb', 'hex'),
    decode('0a2430313932303030302d303030302d373030302d383030302d303030303030303030303034200128013203474250620608c0ec80d806', 'hex'))`);
  const lines = [{ variantId, quantity: 1 }];
  const { cart } = await running.cart.createCart({
    ...{ userId: '', lines, idempotencyKey: 'a-key', client: '192.0.2.1' },
  });
  expect(cart).toMatchObject({ id: cartId, version: 1 });
  expect(cart?.token).not.toBe('');
  expect(await running.db.one(sql`SELECT count(*) AS n FROM carts`)).toEqual({ n: 0 });
});

it('reads a cart that was frozen for an order, with its prices', async () => {
  const orderId = '01920000-0000-7000-8000-000000000003';
  const line = {
    ...{ id: '01920000-0000-7000-8000-00000000000a', variantId, quantity: 2, sku: 'MUG', title: 'Mug' },
    unitPrice: gbp(1_250),
  };
  const address = {
    ...{ name: 'Ada', line1: '1 High Street', line2: '', city: 'York', region: '' },
    ...{ postalCode: 'YO1 1AA', country: 'GB' },
  };
  const snapshot = {
    currency: 'GBP',
    lines: [
      {
        ...{ ...line, productId: '01920000-0000-7000-8000-00000000000b', slug: 'mug', imageUrl: '/mug.svg' },
        ...{ options: [{ name: 'Colour', value: 'red' }], total: gbp(2_500) },
      },
    ],
    totals: {
      ...{ items: gbp(2_500), discount: gbp(0), shipping: gbp(400), tax: gbp(483), grand: gbp(2_900) },
      taxIncluded: true,
    },
    shippingOption: { id: 'standard', name: 'Standard', price: gbp(400), minDays: 2, maxDays: 4 },
    shippingAddress: address,
  };
  await running.db.execute(sql`
    INSERT INTO carts (id, user_id, state, version, revision, lines, shipping_address, shipping_option_id, frozen_for,
      snapshot, refused_orders, created_at, updated_at)
    VALUES (${cartId}, ${userId}, 'completing', 7, 9, ${JSON.stringify([line])}, ${JSON.stringify(address)}, 'standard',
      ${orderId}, ${JSON.stringify(snapshot)}, '{}', now(), now())`);
  const { checkout } = await running.cart.freezeCart({
    ...{ cartId, orderId, access: { userId, token: '' }, expectedTotal: undefined },
    ...{ shippingAddress: undefined, shippingOptionId: '', billingAddress: undefined },
  });
  expect(checkout).toMatchObject(snapshot);
  // It knew no tax classes: all was shipped and of one rate, and only the total tax is known.
  expect(checkout).toMatchObject({
    lines: [{ taxClass: TaxClass.STANDARD, requiresShipping: true, tax: undefined }],
    totals: { taxLines: [] },
  });
  const { cart } = await running.cart.getCart({ cartId, access: { userId, token: '' } });
  expect(cart).toMatchObject({
    state: CartState.COMPLETING,
    lines: [{ sku: 'MUG' }],
    shippingAddress: address,
  });
});
