import { describe, expect, it } from '@jest/globals';
import { isCurrency, minorDigits } from './index.ts';

describe('the minor units of ISO 4217', () => {
  it.each([
    [0, 'ISK JPY KRW CLP PYG VND XAF XOF XPF UGX UYI RWF KMF GNF DJF BIF VUV'],
    [2, 'GBP EUR USD HUF COP IDR PKR RSD MRU MGA LBP IRR AFN ALL KPW LAK MMK SOS SYP YER CHE COU XCG ZWG'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
  ])('are %d digits of %s', (digits, codes) => {
    for (const code of codes.split(' ')) expect(`${code} ${minorDigits(code)}`).toBe(`${code} ${digits}`);
    expect(codes.split(' ').filter((code) => !isCurrency(code))).toEqual([]);
  });

  it.each(['XXX', 'XTS', 'XAU', 'XDR', 'UKP', 'BTC', 'USDT', 'gbp', ' GBP', 'GB', '', 'DEM', 'toString'])(
    'know no %j',
    (code) => {
      expect(isCurrency(code)).toBe(false);
      expect(() => minorDigits(code)).toThrow(/ISO 4217/);
    },
  );

  it.each([
    ['BGN', 2],
    ['HRK', 2],
    ['ANG', 2],
    ['BYR', 0],
  ])('are known of %s, which is withdrawn: old orders are read, new prices are not', (code, digits) => {
    expect(minorDigits(code)).toBe(digits);
    expect(isCurrency(code)).toBe(false);
  });
});
