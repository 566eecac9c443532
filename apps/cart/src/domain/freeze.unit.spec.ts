import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { aCart, aLine, anAddress, anOffer, offersOf } from '../testing/builders.ts';
import type { Cart } from './cart.ts';
import { checkOut } from './checkout.ts';
import { becomeOrder, freeze, frozenCheckout, unfreeze } from './freeze.ts';

const orderId = v7();
const line = aLine();
const snapshot = checkOut(
  [line],
  offersOf(anOffer({ variantId: line.variantId })),
  { shippingAddress: anAddress(), shippingOptionId: null },
  'GBP',
);
const active = aCart({ lines: [line] });
const frozen = freeze(active, orderId, snapshot);
const refused = (code: string) => expect.objectContaining({ code, kind: 'conflict' });

describe('freezing', () => {
  it('keeps the cart for one order at fixed prices, and answers that order the same again', () => {
    expect(frozen).toMatchObject({ state: 'completing', frozenFor: orderId, snapshot });
    expect(frozenCheckout(active, orderId)).toBeUndefined();
    expect(frozenCheckout(frozen, orderId)).toBe(snapshot);
    expect(frozenCheckout(becomeOrder(frozen, orderId), orderId)).toBe(snapshot);
  });

  it('is refused to another order while and after one is made of the cart', () => {
    expect(() => frozenCheckout(frozen, v7())).toThrow(refused('cart.completing'));
    expect(() => frozenCheckout(becomeOrder(frozen, orderId), v7())).toThrow(refused('cart.closed'));
    expect(() => frozenCheckout({ ...active, state: 'merged' }, orderId)).toThrow(refused('cart.closed'));
    expect(() => freeze(frozen, v7(), snapshot)).toThrow(refused('cart.transition_refused'));
  });
});

describe('undoing a freeze', () => {
  it('gives the cart back as it was, for another order to take', () => {
    const free = unfreeze(frozen, orderId);
    expect(free).toEqual({ ...active, refusedOrders: [orderId] });
    expect(frozenCheckout(free, v7())).toBeUndefined();
  });

  it('that overtook its freeze keeps the late freeze from coming', () => {
    const warned = unfreeze(active, orderId);
    expect(warned).toMatchObject({ state: 'active', refusedOrders: [orderId] });
    expect(() => frozenCheckout(warned, orderId)).toThrow(refused('freeze.refused'));
  });

  it('tolerates a second time, another order’s freeze and a closed cart', () => {
    const free = unfreeze(frozen, orderId);
    expect(unfreeze(free, orderId)).toBe(free);
    const others = unfreeze(frozen, v7());
    expect(others).toMatchObject({ state: 'completing', frozenFor: orderId, snapshot });
    const ordered = becomeOrder(frozen, orderId);
    expect(unfreeze(ordered, orderId)).toBe(ordered);
  });

  it('remembers a bounded number of orders, the latest', () => {
    const orders = Array.from({ length: 60 }, () => v7());
    const cart = orders.reduce<Cart>(unfreeze, active);
    expect(cart.refusedOrders).toEqual(orders.slice(-50));
  });
});

describe('becoming an order', () => {
  it('happens once, for the order it is frozen for', () => {
    const ordered = becomeOrder(frozen, orderId);
    expect(ordered).toMatchObject({ state: 'ordered', snapshot });
    expect(becomeOrder(ordered, orderId)).toBe(ordered);
    expect(() => becomeOrder(frozen, v7())).toThrow(refused('cart.transition_refused'));
    expect(() => becomeOrder(active, orderId)).toThrow(refused('cart.transition_refused'));
  });
});
