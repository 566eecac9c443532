import { describe, expect, it } from '@jest/globals';
import { readAmount, readNumber } from './written-number.ts';

describe('a number as spreadsheets write it', () => {
  it.each([
    ['5', 0, '5'],
    ['5.0', 0, '5.0'],
    ['5,0', 0, '5.0'],
    ['-3', 0, '-3'],
    ['\u22123', 0, '-3'],
    ['1,000', 0, '1000'],
    ['1,234,567', 0, '1234567'],
    ['1.234.567', 0, '1234567'],
    ['1 000', 0, '1000'],
    ['1\u00a0000', 0, '1000'],
    ['1\u202f000,50', 2, '1000.50'],
    ["1'000.50", 2, '1000.50'],
    ['1,000.00', 2, '1000.00'],
    ['1.000,00', 2, '1000.00'],
    ['12,50', 2, '12.50'],
    ['12.9900', 2, '12.9900'],
    ['1,00,000.00', 2, '100000.00'],
    ['0.125', 2, '0.125'],
    ['1234,567', 2, '1234.567'],
    ['8.475', 3, '8.475'],
    ['.99', 2, '0.99'],
    ['-,5', 2, '-0.5'],
    ['.999', 2, '0.999'],
    ['12.', 2, '12'],
    ['12,', 0, '12'],
    ['\uff11\uff12\uff0e\uff15\uff10', 2, '12.50'],
    ['\uff0d\uff13', 0, '-3'],
    ['\uff11\uff0c\uff10\uff10\uff10', 0, '1000'],
  ])('reads %j of a thing with %d decimals as %s', (text, decimals, decimal) => {
    expect(readNumber(text, decimals)).toEqual({ decimal });
  });

  it.each([
    ['1.000', 0],
    ['1.000', 2],
    ['1,000', 2],
    ['12,345', 3],
  ])('refuses %j of a thing with %d decimals: it can be read in two ways', (text, decimals) => {
    expect(readNumber(text, decimals)).toMatchObject({ kind: 'ambiguous' });
  });

  it.each(['9.506E+12', '1e3'])('refuses %j, which a spreadsheet has shortened', (text) => {
    expect(readNumber(text, 2)).toEqual({ kind: 'shortened' });
  });

  it.each([
    '',
    'x',
    '.',
    ',',
    '..5',
    '5..',
    '.5.',
    '.5,000',
    '12²',
    '1.2.3',
    '--1',
    '1,2,3',
    '1,00.5',
    '1.000.00',
    '5-',
    '(5)',
    '50%',
  ])('refuses %j', (text) => {
    expect(readNumber(text, 2)).toEqual({ kind: 'not-a-number' });
  });
});

describe('an amount of money', () => {
  it.each([
    ['£12.34', 'GBP'],
    ['12.34 GBP', 'GBP'],
    ['GBP 12.34', 'GBP'],
    ['12,34 €', 'EUR'],
    ['$ 12.34', 'CAD'],
    ['12,34\u00a0zł', 'PLN'],
    ['12.34', 'GBP'],
    ['\uffe1\uff11\uff12.34', 'GBP'],
    ['\uff04\uff11\uff12\uff0e\uff13\uff14', 'USD'],
  ])('may have the sign of its currency: %j', (text, currency) => {
    expect(readAmount(text, currency, 2)).toEqual({ decimal: '12.34' });
  });

  it.each(['£.99', '.99 £', '.99 GBP', 'GBP .99'])('may have nothing before its point: %j', (text) => {
    expect(readAmount(text, 'GBP', 2)).toEqual({ decimal: '0.99' });
  });

  it.each([
    ['$12.34', 'GBP', '$'],
    ['12.34 EUR', 'GBP', 'EUR'],
    ['€12.34', 'USD', '€'],
  ])('%j is not one in %s', (text, currency, sign) => {
    expect(readAmount(text, currency, 2)).toEqual({ kind: 'other-currency', sign });
  });

  it.each(['12.34 pieces', 'about 12', 'x'])('%j is none', (text) => {
    expect(readAmount(text, 'GBP', 2)).toEqual({ kind: 'not-a-number' });
  });
});
