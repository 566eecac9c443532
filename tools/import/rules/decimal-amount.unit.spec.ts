import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { decimalToMinor, minorDigits, minorToDecimal } from './decimal-amount.ts';

describe('an amount written as a decimal', () => {
  it.each([
    ['12.34', 2, 1234],
    ['12.9', 2, 1290],
    ['50', 2, 5000],
    ['0', 2, 0],
    ['-0.00', 2, 0],
    ['-3.05', 2, -305],
    ['1.10', 2, 110],
    ['8.475', 3, 8475],
    ['12.9900', 2, 1299],
    ['1200', 0, 1200],
    ['4.35', 2, 435],
    ['1.005', 3, 1005],
  ])('reads %s with %d digits as %d', (text, digits, minor) => {
    expect(decimalToMinor(text, digits)).toBe(minor);
  });

  it.each(['', 'x', '1,299.00', '1.', '.5', '£5', '1e3', 'NaN', '1.2.3', '--1'])('refuses %j', (text) => {
    expect(decimalToMinor(text, 2)).toBe('not-a-number');
  });

  it('refuses what no coin can pay instead of rounding it', () => {
    expect(decimalToMinor('0.001', 2)).toBe('too-fine');
    expect(decimalToMinor('9.999', 2)).toBe('too-fine');
    expect(decimalToMinor('1.5', 0)).toBe('too-fine');
  });

  it('refuses what a number cannot hold exactly', () => {
    expect(decimalToMinor('90071992547409.92', 2)).toBe('too-large');
    expect(decimalToMinor('90071992547409.91', 2)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('gives back every amount that it was made from', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 4 }), (minor, digits) => {
        expect(decimalToMinor(minorToDecimal(minor, digits), digits)).toBe(minor === 0 ? 0 : minor);
      }),
    );
  });

  it('knows how fine a currency is', () => {
    expect(['GBP', 'JPY', 'KWD', 'HUF', 'RSD'].map(minorDigits)).toEqual([2, 0, 3, 2, 2]);
  });
});
