import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { aShopIn, aCart, aLine, anAddress, anOffer, offersOf } from '../testing/builders.ts';
import type { Cart } from './cart.ts';
import { checkOut } from './checkout.ts';
import { markOrdered, freeze, frozenCheckout, unfreeze } from './freeze.ts';

const orderId = v7();
const line = aLine();
const snapshot = checkOut(
  [line],
  offersOf(anOffer({ variantId: line.variantId })),
  { shippingAddress: anAddress(), shippingOptionId: null },
  aShopIn('GBP'),
);
const active = aCart({ lines: [line] });
const frozen = freeze(active, orderId, snapshot);
const refused = (code: string) => expect.objectContaining({ code, kind: 'conflict' });

describe('freezing', () => {
  it('reserves the cart for one order at fixed prices and repeats them to that order', () => {
    expect(frozen).toMatchObject({ state: 'completing', frozenFor: orderId, snapshot });
    expect(frozenCheckout(active, orderId)).toBeUndefined();
    expect(frozenCheckout(frozen, orderId)).toBe(snapshot);
    expect(frozenCheckout(markOrdered(frozen, orderId), orderId)).toBe(snapshot);
  });

  it('is refused for another order while the cart is frozen and after it was ordered', () => {
    expect(() => frozenCheckout(frozen, v7())).toThrow(refused('cart.completing'));
    expect(() => frozenCheckout(markOrdered(frozen, orderId), v7())).toThrow(refused('cart.closed'));
    expect(() => frozenCheckout({ ...active, state: 'merged' }, orderId)).toThrow(refused('cart.closed'));
    expect(() => freeze(frozen, v7(), snapshot)).toThrow(refused('cart.transition_refused'));
  });
});

describe('undoing a freeze', () => {
  it('restores the cart, so that another order can freeze it', () => {
    const released = unfreeze(frozen, orderId);
    expect(released).toEqual({ ...active, refusedOrders: [orderId] });
    expect(frozenCheckout(released, v7())).toBeUndefined();
  });

  it('before the freeze arrives makes the delayed freeze fail', () => {
    const warned = unfreeze(active, orderId);
    expect(warned).toMatchObject({ state: 'active', refusedOrders: [orderId] });
    expect(() => frozenCheckout(warned, orderId)).toThrow(refused('freeze.refused'));
  });

  it('changes nothing the second time, for another order or on a closed cart', () => {
    const released = unfreeze(frozen, orderId);
    expect(unfreeze(released, orderId)).toBe(released);
    const others = unfreeze(frozen, v7());
    expect(others).toMatchObject({ state: 'completing', frozenFor: orderId, snapshot });
    const ordered = markOrdered(frozen, orderId);
    expect(unfreeze(ordered, orderId)).toBe(ordered);
  });

  it('remembers the latest 50 orders', () => {
    const orders = Array.from({ length: 60 }, () => v7());
    const cart = orders.reduce<Cart>(unfreeze, active);
    expect(cart.refusedOrders).toEqual(orders.slice(-50));
  });
});

describe('marking a cart as ordered', () => {
  it('happens once, for the order that it is frozen for', () => {
    const ordered = markOrdered(frozen, orderId);
    expect(ordered).toMatchObject({ state: 'ordered', snapshot });
    expect(markOrdered(ordered, orderId)).toBe(ordered);
    expect(() => markOrdered(frozen, v7())).toThrow(refused('cart.transition_refused'));
    expect(() => markOrdered(active, orderId)).toThrow(refused('cart.transition_refused'));
  });
});
