import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { aCart, aLine, anAddress } from '../testing/builders.ts';
import {
  addLine,
  changeLine,
  chooseShippingOption,
  MAX_LINES,
  MAX_QUANTITY,
  removeLine,
  requireQuantity,
  requireVersion,
  setShippingAddress,
  summed,
  type Cart,
  type Edit,
} from './cart.ts';

const refused = (code: string, kind?: string) => expect.objectContaining({ code, ...(kind && { kind }) });

describe('adding', () => {
  it('makes a line, and adds to it when the variant comes again', () => {
    const once = addLine(aCart(), { variantId: 'teapot', quantity: 2 }, 'line-1');
    const twice = addLine(once.cart, { variantId: 'teapot', quantity: 3 }, 'line-2');
    expect(twice.cart.lines).toMatchObject([{ id: 'line-1', variantId: 'teapot', quantity: 5 }]);
    expect(twice).toMatchObject({ touched: ['line-1'], isChanged: true });
  });

  it('keeps the order in which variants came', () => {
    const cart = ['a', 'b', 'a', 'c'].reduce<Cart>(
      (before, variantId, i) => addLine(before, { variantId, quantity: 1 }, String(i)).cart,
      aCart(),
    );
    expect(cart.lines.map((line) => line.variantId)).toEqual(['a', 'b', 'c']);
  });

  it('stops at the most lines and the most pieces, without dropping any', () => {
    const full = aCart({ lines: Array.from({ length: MAX_LINES }, () => aLine()) });
    expect(() => addLine(full, { variantId: 'one more', quantity: 1 }, 'x')).toThrow(
      refused('cart.too_many_lines'),
    );
    const line = aLine({ quantity: MAX_QUANTITY });
    const heavy = aCart({ lines: [line] });
    expect(() => addLine(heavy, { variantId: line.variantId, quantity: 1 }, 'x')).toThrow(
      refused('quantity.too_large'),
    );
  });
});

describe('a quantity', () => {
  it('is a whole number from 1 to 999 999 and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.integer({ min: 1, max: MAX_QUANTITY })), (n) => {
        const isFine = Number.isInteger(n) && n >= 1 && n <= 999_999;
        if (isFine) requireQuantity(n);
        else expect(() => requireQuantity(n)).toThrow(refused('request.invalid', 'invalid'));
      }),
    );
  });
});

describe('changing', () => {
  const line = aLine({ quantity: 2 });
  const cart = aCart({ lines: [aLine(), line] });

  it('sets one line’s quantity and leaves the others alone', () => {
    const { cart: after } = changeLine(cart, line.id, 7);
    expect(after.lines).toEqual([cart.lines[0], { ...line, quantity: 7 }]);
  });

  it('to the same quantity only accepts the price', () => {
    expect(changeLine(cart, line.id, 2)).toMatchObject({ touched: [line.id], isChanged: false });
  });

  it('removes one line and knows no unknown ones', () => {
    expect(removeLine(cart, line.id).cart.lines).toEqual([cart.lines[0]]);
    expect(() => removeLine(cart, 'other')).toThrow(refused('line.not_found', 'missing'));
    expect(() => changeLine(cart, 'other', 1)).toThrow(refused('line.not_found', 'missing'));
  });

  it('sets address and way of sending, and sees when nothing is new', () => {
    const { cart: addressed } = setShippingAddress(cart, anAddress());
    expect(setShippingAddress(addressed, anAddress()).isChanged).toBe(false);
    expect(setShippingAddress(addressed, anAddress({ city: 'Leeds' })).isChanged).toBe(true);
    const { cart: chosen } = chooseShippingOption(addressed, 'express');
    expect(chooseShippingOption(chosen, 'express').isChanged).toBe(false);
  });

  const edits: [string, (cart: Cart) => Edit][] = [
    ['adding', (c) => addLine(c, { variantId: 'x', quantity: 1 }, 'x')],
    ['changing', (c) => changeLine(c, line.id, 1)],
    ['removing', (c) => removeLine(c, line.id)],
    ['addressing', (c) => setShippingAddress(c, anAddress())],
    ['choosing', (c) => chooseShippingOption(c, 'express')],
  ];

  it.each(edits)('%s is refused while and after the cart is ordered', (_, edit) => {
    expect(() => edit({ ...cart, state: 'completing' })).toThrow(refused('cart.completing', 'conflict'));
    for (const state of ['ordered', 'merged', 'expired'] as const)
      expect(() => edit({ ...cart, state })).toThrow(refused('cart.closed', 'conflict'));
  });

  it('is refused at another version than the expected one', () => {
    expect(() => requireVersion(cart, 2)).toThrow(refused('version.stale', 'stale'));
    requireVersion(cart, 1);
    requireVersion(cart, undefined);
  });
});

describe('wanted lines', () => {
  it('of one variant are summed', () => {
    const wanted = ['a', 'b', 'a'].map((variantId) => ({ variantId, quantity: 2 }));
    expect(summed(wanted)).toEqual([
      { variantId: 'a', quantity: 4 },
      { variantId: 'b', quantity: 2 },
    ]);
  });

  it('may be no more than a cart holds', () => {
    const many = Array.from({ length: MAX_LINES + 1 }, (_, i) => ({ variantId: String(i), quantity: 1 }));
    expect(() => summed(many)).toThrow(refused('cart.too_many_lines'));
    const heavy = { variantId: 'a', quantity: MAX_QUANTITY };
    expect(() => summed([heavy, heavy])).toThrow(refused('quantity.too_large'));
  });
});
