import { LINES, QUANTITY } from '@tradepost/contracts/limits';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { aCart, aLine, anAddress } from '../testing/builders.ts';
import {
  addLine,
  changeLine,
  chooseShippingOption,
  removeLine,
  requireQuantity,
  requireVersion,
  setShippingAddress,
  sumByVariant,
  type Cart,
  type Edit,
} from './cart.ts';

const refused = (code: string, kind?: string) => expect.objectContaining({ code, ...(kind && { kind }) });

describe('adding a line', () => {
  it('creates a line, and increases it when the same variant is added again', () => {
    const once = addLine(aCart(), { variantId: 'teapot', quantity: 2 }, 'line-1');
    const twice = addLine(once.cart, { variantId: 'teapot', quantity: 3 }, 'line-2');
    expect(twice.cart.lines).toMatchObject([{ id: 'line-1', variantId: 'teapot', quantity: 5 }]);
    expect(twice).toMatchObject({ touched: ['line-1'], isChanged: true });
  });

  it('keeps the order in which variants were added', () => {
    const cart = ['a', 'b', 'a', 'c'].reduce<Cart>(
      (before, variantId, i) => addLine(before, { variantId, quantity: 1 }, String(i)).cart,
      aCart(),
    );
    expect(cart.lines.map((line) => line.variantId)).toEqual(['a', 'b', 'c']);
  });

  it('is refused above the limits of lines and of pieces', () => {
    const full = aCart({ lines: Array.from({ length: LINES.cart }, () => aLine()) });
    expect(() => addLine(full, { variantId: 'one more', quantity: 1 }, 'x')).toThrow(
      refused('cart.too_many_lines'),
    );
    const line = aLine({ quantity: QUANTITY.max });
    const heavy = aCart({ lines: [line] });
    expect(() => addLine(heavy, { variantId: line.variantId, quantity: 1 }, 'x')).toThrow(
      refused('quantity.too_large'),
    );
  });
});

describe('a quantity', () => {
  it('must be a whole number from 1 to 999 999', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.integer({ min: 1, max: QUANTITY.max })), (n) => {
        const isFine = Number.isInteger(n) && n >= 1 && n <= 999_999;
        if (isFine) requireQuantity(n);
        else expect(() => requireQuantity(n)).toThrow(refused('request.invalid', 'invalid'));
      }),
    );
  });
});

describe('changing a cart', () => {
  const line = aLine({ quantity: 2 });
  const cart = aCart({ lines: [aLine(), line] });

  it('sets the quantity of one line and leaves the others alone', () => {
    const { cart: after } = changeLine(cart, line.id, 7);
    expect(after.lines).toEqual([cart.lines[0], { ...line, quantity: 7 }]);
  });

  it('to the same quantity only accepts the present price', () => {
    expect(changeLine(cart, line.id, 2)).toMatchObject({ touched: [line.id], isChanged: false });
  });

  it('removes one line, and refuses unknown ones', () => {
    expect(removeLine(cart, line.id).cart.lines).toEqual([cart.lines[0]]);
    expect(() => removeLine(cart, 'other')).toThrow(refused('line.not_found', 'missing'));
    expect(() => changeLine(cart, 'other', 1)).toThrow(refused('line.not_found', 'missing'));
  });

  it('sets address and shipping option, and reports when nothing changed', () => {
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

  it.each(edits)('%s is refused while an order is being placed and after the cart was closed', (_, edit) => {
    expect(() => edit({ ...cart, state: 'completing' })).toThrow(refused('cart.completing', 'conflict'));
    for (const state of ['ordered', 'merged', 'expired'] as const)
      expect(() => edit({ ...cart, state })).toThrow(refused('cart.closed', 'conflict'));
  });

  it('is refused when the version is not the expected one', () => {
    expect(() => requireVersion(cart, 2)).toThrow(refused('version.stale', 'stale'));
    requireVersion(cart, 1);
    requireVersion(cart, undefined);
  });
});

describe('requested lines', () => {
  it('of the same variant are summed', () => {
    const wanted = ['a', 'b', 'a'].map((variantId) => ({ variantId, quantity: 2 }));
    expect(sumByVariant(wanted)).toEqual([
      { variantId: 'a', quantity: 4 },
      { variantId: 'b', quantity: 2 },
    ]);
  });

  it('are limited to what a cart holds', () => {
    const many = Array.from({ length: LINES.cart + 1 }, (_, i) => ({ variantId: String(i), quantity: 1 }));
    expect(() => sumByVariant(many)).toThrow(refused('cart.too_many_lines'));
    const heavy = { variantId: 'a', quantity: QUANTITY.max };
    expect(() => sumByVariant([heavy, heavy])).toThrow(refused('quantity.too_large'));
  });
});
