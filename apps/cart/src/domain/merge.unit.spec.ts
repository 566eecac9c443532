import { QUANTITY } from '@tradepost/contracts/limits';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { aCart, aLine, anAddress, pounds } from '../testing/builders.ts';
import type { Line } from './cart.ts';
import { mergeCarts, mergeLines } from './merge.ts';

const userId = v7();
const lines = (n: number): Line[] => Array.from({ length: n }, () => aLine());

describe('signing in with a guest cart', () => {
  it('moves its lines into the cart of the user and closes it', () => {
    const own = aCart({ userId, lines: lines(2) });
    const guest = aCart({ lines: lines(65), shippingAddress: anAddress(), shippingOptionId: 'express' });
    const [after, emptied] = mergeCarts(guest, own, userId);
    expect(after).toEqual({
      ...own,
      version: own.version + 1,
      lines: [...own.lines, ...guest.lines],
      shippingAddress: anAddress(),
      shippingOptionId: 'express',
    });
    expect(emptied).toEqual({ ...guest, state: 'merged', lines: [] });
  });

  it('gives the guest cart to a user who has none', () => {
    const guest = aCart({ lines: lines(65) });
    expect(mergeCarts(guest, undefined, userId)).toEqual([{ ...guest, userId }]);
  });

  it('keeps the address that the user had chosen', () => {
    const own = aCart({ userId, lines: lines(1), shippingAddress: anAddress({ city: 'Leeds' }) });
    const guest = aCart({ lines: lines(1), shippingAddress: anAddress() });
    expect(mergeCarts(guest, own, userId)[0]?.shippingAddress?.city).toBe('Leeds');
  });

  it.each([
    ['there is no guest cart', undefined],
    ['it belongs to a user', aCart({ userId: v7() })],
    ['it has already been merged', aCart({ state: 'merged' })],
    ['it was ordered', aCart({ state: 'ordered' })],
  ])('changes nothing when %s', (_, guest) => {
    expect(mergeCarts(guest, aCart({ userId }), userId)).toEqual([]);
  });

  it.each([
    ['the guest cart is being ordered', 'cart.completing', aCart({ state: 'completing' }), aCart({ userId })],
    [
      'the cart of the user is being ordered',
      'cart.completing',
      aCart({ lines: lines(1) }),
      aCart({ userId, state: 'completing' }),
    ],
    [
      'the lines don’t fit into one cart',
      'cart.too_many_lines',
      aCart({ lines: lines(300) }),
      aCart({ userId, lines: lines(300) }),
    ],
  ])('is refused for now when %s', (_, code, guest, own) => {
    expect(() => mergeCarts(guest, own, userId)).toThrow(expect.objectContaining({ code }));
  });

  it('only closes an empty guest cart', () => {
    const guest = aCart();
    expect(mergeCarts(guest, aCart({ userId, lines: lines(1) }), userId)).toEqual([
      { ...guest, state: 'merged' },
    ]);
  });
});

describe('merged lines', () => {
  const line = fc.record({
    variantId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    quantity: fc.integer({ min: 1, max: QUANTITY.max }),
  });
  const chosen = fc
    .uniqueArray(line, { selector: ({ variantId }) => variantId })
    .map((all) => all.map((one) => aLine({ ...one, unitPrice: pounds(100) })));

  it('contain each variant once, with the sum of its quantities up to the limit', () => {
    fc.assert(
      fc.property(chosen, chosen, (own, guest) => {
        const merged = mergeLines(own, guest);
        const of = (all: readonly Line[], id: string) =>
          all.filter(({ variantId }) => variantId === id).reduce((n, { quantity }) => n + quantity, 0);
        const variants = new Set([...own, ...guest].map(({ variantId }) => variantId));
        expect(merged).toHaveLength(variants.size);
        for (const id of variants)
          expect(of(merged, id)).toBe(Math.min(QUANTITY.max, of(own, id) + of(guest, id)));
      }),
    );
  });

  it('lose the stored price only where the quantity changed', () => {
    const own = aLine({ unitPrice: pounds(1) });
    const guests = [
      aLine({ variantId: own.variantId, unitPrice: pounds(1) }),
      aLine({ unitPrice: pounds(2) }),
    ];
    expect(mergeLines([own], guests).map(({ unitPrice }) => unitPrice)).toEqual([null, pounds(2)]);
  });
});
