import 'reflect-metadata';
import { CartState, OrderConfirmed, OrderRejected, type Cart } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { appendEvents, OutboxRelay } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { anAddress, anOffer, pounds } from './testing/builders.ts';
import { runCart, type RunningCart } from './testing/running-cart.ts';

// Fifty callers at once take their time on a busy machine.
jest.setTimeout(30_000);

let running: RunningCart;
let relay: OutboxRelay;
beforeAll(async () => {
  running = await runCart({ env: { CART_SWEEP_MS: '100' }, hasWorkers: true });
  const { db, redis, app } = running;
  relay = new OutboxRelay({ service: 'order', db, redis, log: app.get(Logger) });
  relay.start();
});
afterAll(async () => {
  await relay.stop();
  await running.close();
});

/** Publishes the event of the order service. */
const publishConfirmed = async (message: { cartId: string; orderId: string }, id = v7()): Promise<void> => {
  const confirmed = OrderConfirmed.encode({
    ...message,
    number: 'T-1',
    userId: '',
    items: [],
    grandTotal: pounds(1),
  });
  await publish('shop.order.v1.OrderConfirmed', message.orderId, confirmed.finish(), id);
};

const publish = (type: string, orderId: string, payload: Uint8Array, id = v7()): Promise<void> =>
  appendEvents(running.db, [
    { id, aggregateType: 'order', aggregateId: orderId, type, schemaVersion: 1, payload },
  ]);

const given = ({ cart }: { cart: Cart | undefined }): Cart => {
  if (!cart) throw new Error('the reply has no cart');
  return cart;
};

const aFrozenCart = async () => {
  const offer = anOffer({ unitPrice: pounds(1000) });
  running.catalogue.set(offer.variantId, offer);
  const lines = [{ variantId: offer.variantId, quantity: 3 }];
  const cart = given(await running.cart.createCart({ userId: '', lines, idempotencyKey: '' }));
  const access = { userId: '', token: cart.token };
  const orderId = v7();
  const request = { cartId: cart.id, access, orderId, shippingAddress: anAddress(), shippingOptionId: '' };
  const freeze = (over: object = {}) =>
    running.cart.freezeCart({
      ...{ ...request, billingAddress: undefined, expectedTotal: pounds(3395) },
      ...over,
    });
  const read = async () => given(await running.cart.getCart({ cartId: cart.id, access }));
  return { cart, access, orderId, offer, freeze, read, checkout: await freeze() };
};

describe('a frozen cart', () => {
  it('keeps its prices, and repeats them to its own order only', async () => {
    const { checkout, freeze, read, offer, cart, access } = await aFrozenCart();
    expect(checkout.checkout).toMatchObject({
      currency: 'GBP',
      lines: [{ quantity: 3, total: pounds(3000) }],
      totals: { items: pounds(3000), shipping: pounds(395), grand: pounds(3395) },
      shippingOption: { id: 'standard' },
      shippingAddress: anAddress(),
    });
    running.catalogue.set(offer.variantId, { ...offer, unitPrice: pounds(5000) });
    expect(await freeze()).toEqual(checkout);
    expect(await read()).toMatchObject({ state: CartState.COMPLETING, totals: { grand: pounds(3395) } });
    await expect(freeze({ orderId: v7() })).rejects.toMatchObject({ code: 'cart.completing' });
    const line = { variantId: offer.variantId, quantity: 1, idempotencyKey: '' };
    await expect(running.cart.addLine({ cartId: cart.id, access, ...line })).rejects.toMatchObject({
      code: 'cart.completing',
    });
  });

  it('is active again at once after its order was rejected, with the same lines', async () => {
    const { cart, access, orderId, freeze, read } = await aFrozenCart();
    await running.cart.unfreezeCart({ cartId: cart.id, access, orderId });
    expect(await read()).toMatchObject({
      state: CartState.ACTIVE,
      version: cart.version,
      lines: [{ quantity: 3 }],
    });
    await expect(freeze()).rejects.toMatchObject({ code: 'freeze.refused' });
    expect(await freeze({ orderId: v7() })).toMatchObject({ checkout: { lines: [{ quantity: 3 }] } });
  });

  it('is not frozen at another total than the expected one; the refusal lists the changed prices', async () => {
    const { cart, access, orderId, freeze, read, offer } = await aFrozenCart();
    await running.cart.unfreezeCart({ cartId: cart.id, access, orderId });
    running.catalogue.set(offer.variantId, { ...offer, unitPrice: pounds(1100) });
    await expect(freeze({ orderId: v7() })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'price.drift',
      facts: {
        expectedTotal: { amount: 3395, currency: 'GBP' },
        actualTotal: { amount: 3695, currency: 'GBP' },
        errors: [
          {
            code: 'price.changed',
            variantId: offer.variantId,
            sku: offer.sku,
            previous: { amount: 1000, currency: 'GBP' },
            current: { amount: 1100, currency: 'GBP' },
          },
        ],
      },
    });
    expect((await read()).state).toBe(CartState.ACTIVE);
  });
});

describe('a purchase with an invented cart', () => {
  // Of the years 10889, which Postgres refuses, 2999 and 1970, and of today.
  it.each([
    'ffffffff-ffff-7fff-bfff-ffffffffffff',
    '1d8e5e7d-8800-7000-8000-000000000001',
    '00000000-0001-7000-8000-000000000001',
    v7(),
  ])('%s is refused and undone, and writes nothing', async (cartId) => {
    const ref = { cartId, access: { userId: '', token: 'made up' }, orderId: v7() };
    const order = { shippingAddress: anAddress(), shippingOptionId: '', billingAddress: undefined };
    await expect(
      running.cart.freezeCart({ ...ref, ...order, expectedTotal: undefined }),
    ).rejects.toMatchObject({ code: 'cart.not_found' });
    await running.cart.unfreezeCart(ref);
    // As the order service of the release before calls it.
    await running.cart.unfreezeCart({ ...ref, access: undefined });
    expect(await running.db.query(sql`SELECT id FROM carts WHERE id = ${cartId}`)).toEqual([]);
  });
});

describe('a quote without a cart', () => {
  it('of what is not shipped takes the billing address', async () => {
    const card = anOffer({ unitPrice: pounds(2500), taxClass: 'zero', requiresShipping: false });
    running.catalogue.set(card.variantId, card);
    const quoted = (billingAddress: ReturnType<typeof anAddress>) =>
      running.cart.quoteCheckout({
        lines: [{ variantId: card.variantId, quantity: 1 }],
        ...{
          shippingAddress: undefined,
          billingAddress,
          shippingOptionId: '',
          expectedTotal: undefined,
        },
      });
    expect((await quoted(anAddress())).checkout).toMatchObject({
      ...{ shippingAddress: anAddress(), shippingOption: { id: '', price: pounds(0) } },
      totals: { grand: pounds(2500), shipping: pounds(0), tax: pounds(0) },
    });
    await expect(quoted(anAddress({ line1: '' }))).rejects.toMatchObject({
      facts: { errors: [{ field: 'billingAddress.line1' }] },
    });
  });

  const quote = (count: number) => {
    const offers = Array.from({ length: count }, () => anOffer({ unitPrice: pounds(10) }));
    for (const offer of offers) running.catalogue.set(offer.variantId, offer);
    return running.cart.quoteCheckout({
      lines: offers.map(({ variantId }) => ({ variantId, quantity: 2 })),
      shippingAddress: anAddress(),
      shippingOptionId: '',
      billingAddress: undefined,
      expectedTotal: undefined,
    });
  };

  it('prices a wholesale order of 1 200 lines in three calls, and refuses a longer one', async () => {
    running.quotes.length = 0;
    const { checkout } = await quote(1_200);
    expect(checkout?.lines).toHaveLength(1_200);
    expect(checkout?.totals?.items).toEqual(pounds(24_000));
    expect(running.quotes.map(({ items }) => items.length)).toEqual([500, 500, 200]);
    await expect(quote(1_201)).rejects.toMatchObject({ code: 'cart.too_many_lines' });
  });
});

describe('a confirmed order', () => {
  it('turns its cart into ordered once, also when the event is repeated', async () => {
    const { cart, access, orderId, freeze, read, checkout } = await aFrozenCart();
    const eventId = v7();
    await publishConfirmed({ cartId: cart.id, orderId }, eventId);
    await publishConfirmed({ cartId: cart.id, orderId }, eventId);
    await publishConfirmed({ cartId: cart.id, orderId });
    await publishConfirmed({ cartId: '', orderId: v7() });
    await waitFor(async () => expect((await read()).state).toBe(CartState.ORDERED), 20_000);
    await waitFor(async () => expect(await inboxSize()).toBe(3), 20_000);
    expect(await read()).toMatchObject({ version: 1, totals: { grand: pounds(3395) } });
    expect(await freeze()).toEqual(checkout);
    await running.cart.unfreezeCart({ cartId: cart.id, access, orderId });
    expect((await read()).state).toBe(CartState.ORDERED);
    await expect(freeze({ orderId: v7() })).rejects.toMatchObject({ code: 'cart.closed' });
  });

  it('of several that are confirmed at once turns each cart, whatever is wrong with another', async () => {
    const frozen = await Promise.all([1, 2, 3].map(aFrozenCart));
    const [wrong, ...right] = frozen as [(typeof frozen)[number], ...typeof frozen];
    const confirmed = (cartId: string, orderId: string) => {
      const message = { cartId, orderId, number: 'T-1', userId: '', items: [], grandTotal: pounds(1) };
      return {
        ...{ id: v7(), aggregateType: 'order', aggregateId: orderId, type: 'shop.order.v1.OrderConfirmed' },
        ...{ schemaVersion: 1, payload: OrderConfirmed.encode(message).finish() },
      };
    };
    // In one transaction, so that they are published and read together.
    await running.db.tx((tx) =>
      appendEvents(tx, [
        confirmed(wrong.cart.id, v7()),
        ...right.map(({ cart, orderId }) => confirmed(cart.id, orderId)),
        ...right.map(({ cart, orderId }) => confirmed(cart.id, orderId)),
      ]),
    );
    for (const { read } of right)
      await waitFor(async () => expect((await read()).state).toBe(CartState.ORDERED), 20_000);
    expect((await wrong.read()).state).toBe(CartState.COMPLETING);
  });

  it('changes no cart that is frozen for another order; a rejected order changes no cart', async () => {
    const { cart, orderId, read } = await aFrozenCart();
    await publishConfirmed({ cartId: cart.id, orderId: v7() });
    const rejected = OrderRejected.encode({ orderId, reason: 'payment.declined' });
    await publish('shop.order.v1.OrderRejected', orderId, rejected.finish());
    const other = await aFrozenCart();
    await publishConfirmed({ cartId: other.cart.id, orderId: other.orderId });
    await waitFor(async () => expect((await other.read()).state).toBe(CartState.ORDERED), 20_000);
    expect((await read()).state).toBe(CartState.COMPLETING);
  });
});

describe('an abandoned cart', () => {
  it('of a guest expires and can no longer be changed', async () => {
    const offer = anOffer();
    running.catalogue.set(offer.variantId, offer);
    const lines = [{ variantId: offer.variantId, quantity: 1 }];
    const cart = given(await running.cart.createCart({ userId: '', lines, idempotencyKey: '' }));
    const access = { userId: '', token: cart.token };
    const read = async () => given(await running.cart.getCart({ cartId: cart.id, access }));
    await running.db.execute(sql`
      UPDATE carts SET created_at = created_at - interval '31 days', updated_at = updated_at - interval '31 days'
      WHERE id = ${cart.id}`);
    await waitFor(async () => expect((await read()).state).toBe(CartState.EXPIRED), 20_000);
    const change = { cartId: cart.id, access, idempotencyKey: '', address: anAddress() };
    await expect(running.cart.setShippingAddress(change)).rejects.toMatchObject({ code: 'cart.closed' });
  });
});

const inboxSize = async (): Promise<number> =>
  (await running.db.one<{ n: number }>(sql`SELECT count(*) AS n FROM inbox`)).n;
