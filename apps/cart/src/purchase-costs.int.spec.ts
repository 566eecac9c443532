import 'reflect-metadata';
import { OrderConfirmed, type Cart } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { appendEvents, OutboxRelay } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { waitFor } from '@tradepost/testing/waiting';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { anAddress, anOffer, pounds } from './testing/builders.ts';
import { runCart, type RunningCart } from './testing/running-cart.ts';

jest.setTimeout(30_000);

let running: RunningCart;
let relay: OutboxRelay;
beforeAll(async () => {
  running = await runCart();
  const { db, redis, app } = running;
  relay = new OutboxRelay({ service: 'order', db, redis, log: app.get(Logger) });
});
afterAll(async () => {
  await relay.stop();
  await running.close();
});

/** Statements on carts, and variants in each call to product, since the last time. */
const costs = () => ({
  statements: running.statements.splice(0).map((text) => text.trim().split(/\s+/, 3).join(' ')),
  quotes: running.quotes.splice(0).map(({ items }) => items.length),
});

// The counts of a purchase by a guest. More of them is a change for the worse: docs/performance.md.
it('a purchase costs one statement per change, and asks for the prices of a line when it is added and frozen', async () => {
  const [tea, mug] = [anOffer({ unitPrice: pounds(1_000) }), anOffer({ unitPrice: pounds(500) })];
  for (const offer of [tea, mug]) running.catalogue.set(offer.variantId, offer);
  costs();
  const cart = given(await running.cart.createCart({ userId: '', lines: [], idempotencyKey: '' }));
  expect(costs()).toEqual({ statements: [], quotes: [] });
  const access = { userId: '', token: cart.token };
  const target = { cartId: cart.id, access, idempotencyKey: '' };
  await running.cart.addLine({ ...target, variantId: tea.variantId, quantity: 1 });
  expect(costs()).toEqual({ statements: ['INSERT INTO carts'], quotes: [1] });
  await running.cart.addLine({ ...target, variantId: mug.variantId, quantity: 2 });
  expect(costs()).toEqual({ statements: ['UPDATE carts SET'], quotes: [1] });
  await running.cart.setShippingAddress({ ...target, address: anAddress() });
  expect(costs()).toEqual({ statements: ['UPDATE carts SET'], quotes: [] });
  await running.cart.chooseShippingOption({ ...target, shippingOptionId: 'standard' });
  expect(costs()).toEqual({ statements: ['UPDATE carts SET'], quotes: [] });
  const orderId = v7();
  await running.cart.freezeCart({
    ...{ cartId: cart.id, access, orderId, shippingAddress: anAddress(), shippingOptionId: '' },
    ...{ billingAddress: undefined, expectedTotal: pounds(2_395) },
  });
  expect(costs()).toEqual({ statements: ['UPDATE carts SET'], quotes: [2] });

  const [id, item] = [v7(), { cartId: cart.id, orderId, number: 'T-1', userId: '', items: [] }];
  const payload = OrderConfirmed.encode({ ...item, grandTotal: pounds(2_395) }).finish();
  const type = 'shop.order.v1.OrderConfirmed';
  await appendEvents(running.db, [
    { id, aggregateType: 'order', aggregateId: orderId, type, schemaVersion: 1, payload },
  ]);
  relay.start();
  await waitFor(async () => {
    const row = await running.db.one<{ state: string }>(sql`SELECT state FROM carts WHERE id = ${cart.id}`);
    expect(row.state).toBe('ordered');
  }, 20_000);
  const ofCarts = running.statements.filter(
    (text) => text.includes('carts') && !text.startsWith('SELECT state'),
  );
  expect(ofCarts).toHaveLength(1);
});

const given = ({ cart }: { cart: Cart | undefined }): Cart => {
  if (!cart) throw new Error('the reply has no cart');
  return cart;
};
