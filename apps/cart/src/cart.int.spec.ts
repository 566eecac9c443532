import 'reflect-metadata';
import { CartState, type Cart } from '@tradepost/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Offer } from './domain/pricing.ts';
import { anAddress, anOffer, pounds } from './testing/builders.ts';
import { runCart, type RunningCart } from './testing/running-cart.ts';

let running: RunningCart;
beforeAll(async () => {
  running = await runCart();
});
afterAll(() => running.close());

beforeEach(() => {
  running.quotes.length = 0;
  running.statements.length = 0;
});

const sell = (over: Partial<Offer> = {}): Offer => {
  const offer = anOffer(over);
  running.catalogue.set(offer.variantId, offer);
  return offer;
};

describe('a guest', () => {
  it('fills a cart at one statement and at most one price question for each step', async () => {
    const { variantId } = sell({ unitPrice: pounds(1299) });
    const cart = given(await running.cart.createCart({ userId: '', lines: [], idempotencyKey: '' }));
    expect(running.statements).toHaveLength(1);
    expect(running.quotes).toHaveLength(0);
    const access = { userId: '', token: cart.token };
    const target = { cartId: cart.id, access, idempotencyKey: '' };
    const withLine = given(await running.cart.addLine({ ...target, variantId, quantity: 2 }));
    expect(running.statements).toHaveLength(3);
    expect(withLine).toMatchObject({
      state: CartState.ACTIVE,
      version: 2,
      problems: [],
      lines: [{ variantId, quantity: 2, unitPrice: pounds(1299), total: pounds(2598) }],
      totals: { items: pounds(2598), grand: pounds(2598), taxIncluded: true },
    });
    await running.cart.setShippingAddress({ ...target, address: anAddress() });
    const ready = given(await running.cart.chooseShippingOption({ ...target, shippingOptionId: 'express' }));
    expect(running.statements).toHaveLength(7);
    expect(running.quotes).toHaveLength(3);
    expect(ready.totals).toMatchObject({ shipping: pounds(795), grand: pounds(3393), tax: pounds(566) });
    expect(given(await running.cart.getCart({ cartId: cart.id, access }))).toEqual(ready);
  });
});

const given = ({ cart }: { cart: Cart | undefined }): Cart => {
  if (!cart) throw new Error('the answer has no cart');
  return cart;
};
