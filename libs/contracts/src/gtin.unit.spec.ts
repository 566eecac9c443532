import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { gtinOf, readBarcode, significantDigits } from './gtin.ts';

describe('a barcode', () => {
  it.each([
    ['GTIN-8', '96385074', '96385074'],
    ['GTIN-12', '036000291452', '036000291452'],
    ['GTIN-13', '9506000134352', '9506000134352'],
    ['GTIN-14', '05012345678900', '05012345678900'],
    ['ISBN-13', '978-0-306-40615-7', '9780306406157'],
    ['with spaces', ' 5 012345 678900 ', '5012345678900'],
    ['with dashes', '978–0–306–40615–7', '9780306406157'],
    ['full width', '９５０６０００１３４３５２', '9506000134352'],
    ['of a calculated cell', '9506000134352.0', '9506000134352'],
    ['with thousands', '4,006,381,333,931', '4006381333931'],
    ['with points', '4.006.381.333.931', '4006381333931'],
  ])('%s keeps its digits: %j', (_, text, barcode) => {
    expect(readBarcode(text)).toEqual({ barcode });
    expect(gtinOf(barcode)).toBe(barcode);
  });

  it.each([
    '',
    '42',
    'ABC-123',
    '0306406152',
    '080442957X',
    'SHELF 7',
    '2024-11-30',
    '1234567',
    '123456789012345',
    '1E5',
    '2024 11 30',
    '1,234',
    '555-1234-01',
    'NA-1',
  ])('may be another code: %j', (text) => {
    expect(readBarcode(text)).toEqual({ barcode: text });
    expect(gtinOf(text)).toBeUndefined();
  });

  it.each([
    ['9506000134353', 'check-digit', 'would be 2'],
    ['036000291453', 'check-digit', 'would be 2'],
    ['96385075', 'check-digit', 'would be 4'],
    ['05012345678901', 'check-digit', 'would be 0'],
    ['978-0-306-40615-8', 'check-digit', 'would be 7'],
    ['9.506E+12', 'shortened', 'as text'],
    ['9,506E+12', 'shortened', 'as text'],
    ['9.50600013435e+12', 'shortened', 'as text'],
    ['5E+12', 'shortened', 'as text'],
    ['400 6381 333932', 'check-digit', 'would be 1'],
    ['4,006,381,333,932', 'check-digit', 'would be 1'],
    ['0-306-40615-3', 'check-digit', 'would be 2'],
    ['0 8044 2957 1', 'check-digit', 'would be X'],
    ['4006381333931.5', 'fraction', 'decimal point'],
    ['4006381333931,25', 'fraction', 'decimal point'],
  ])('%s is refused: %s', (text, fault, remedy) => {
    expect(readBarcode(text)).toEqual({ fault, remedy: expect.stringContaining(remedy) as unknown });
    expect(gtinOf(text)).toBeUndefined();
  });

  it.each([
    ['0-306-40615-2', '9780306406157'],
    ['0 306 40615 2', '9780306406157'],
    ['0-8044-2957-x', '9780804429573'],
  ])('of ten digits is kept, and is the ISBN of thirteen: %s', (isbn, gtin) => {
    expect(readBarcode(isbn)).toEqual({ barcode: isbn });
    expect(gtinOf(isbn)).toBe(gtin);
  });

  it.each(['N/A', 'n/a', 'NA', 'none', 'NULL', '-', '—', '--', '?', '.'])('there is none: %s', (text) => {
    expect(readBarcode(text)).toEqual({ barcode: '' });
  });

  it('with one wrong digit is always noticed, and so are most swapped ones', () => {
    const payload = fc.stringMatching(/^[1-9]\d{11}$/);
    fc.assert(
      fc.property(payload, fc.nat(12), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const valid = [...'0123456789'].map((check) => digits + check).filter((one) => gtinOf(one));
        expect(valid).toHaveLength(1);
        const [gtin = ''] = valid;
        const wrong = gtin.slice(0, at) + ((Number(gtin[at]) + by) % 10) + gtin.slice(at + 1);
        expect(readBarcode(wrong)).toMatchObject({ fault: 'check-digit' });
      }),
    );
  });

  it('of one article is one number, whatever the leading zeros', () =>
    expect(['036000291452', '0036000291452', '00036000291452', '000'].map(significantDigits)).toEqual([
      ...['36000291452', '36000291452', '36000291452', '0'],
    ]));
});
