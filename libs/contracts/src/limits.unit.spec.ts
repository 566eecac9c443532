import { describe, expect, it } from '@jest/globals';
import { AMOUNT_MINOR, LINES, PAGE_SIZE, QUANTITY } from './limits.ts';

describe('limits', () => {
  it('keep the total of the largest line an exact number', () =>
    expect(Number.isSafeInteger(QUANTITY.max * AMOUNT_MINOR.price)).toBe(true));

  it('let every cart be bought', () => expect(LINES.cart).toBeLessThanOrEqual(LINES.purchase));

  it('have a default page size that is allowed', () => {
    expect(PAGE_SIZE.default).toBeGreaterThanOrEqual(PAGE_SIZE.min);
    expect(PAGE_SIZE.default).toBeLessThanOrEqual(PAGE_SIZE.max);
  });
});
