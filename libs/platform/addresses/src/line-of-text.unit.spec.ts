import { describe, expect, it } from '@jest/globals';
import { lineFault, tidyLine } from './index.ts';
import { faultsOf, normalise } from './testing/addresses.ts';

describe('a line of text', () => {
  it.each([
    ...[
      '',
      ' ',
      '\u00a0',
      '\u00ad',
      '\u034f',
      '\u115f',
      '\u1160',
      '\u17b4',
      '\u180e',
      '\u200b',
      '\u200c',
      '\u200d',
    ],
    ...[
      '\u200e',
      '\u2060',
      '\u2800',
      '\u3000',
      '\u3164',
      '\ufe0f',
      '\ufeff',
      '\uffa0',
      '\u{e0041}',
      ' \u200b\u0301',
    ],
  ])('of which nothing can be seen is blank: %j', (text) => {
    expect(tidyLine(text)).toBe('');
    expect(faultsOf({ postalCode: 'SW1Y 4JH', name: text, line1: text, city: text })).toEqual([
      'name field.required',
      'line1 field.required',
      'city field.required',
    ]);
  });

  it.each(['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'])(
    'has nothing that turns its direction: %j',
    (sign) => {
      expect(lineFault(`a${sign}b`)).toMatch(/direction/);
      for (const field of ['name', 'line1', 'line2', 'city', 'region'] as const)
        expect(faultsOf({ postalCode: 'SW1Y 4JH', [field]: `a${sign}b` })).toContain(
          `${field} field.invalid`,
        );
    },
  );

  it.each(['\ud800', 'a\udc00', '\ufffd', '\uffff', '\u{1fffe}'])('has only whole characters: %j', (text) => {
    expect(lineFault(text)).toMatch(/decoded/);
    expect(faultsOf({ postalCode: 'SW1Y 4JH', line2: text })).toEqual(['line2 field.invalid']);
  });

  it.each(['a\r\nBcc: x@y.z', 'a\tb', 'a\0', 'a\u2028'])('is one line: %j', (text) =>
    expect(lineFault(text)).toMatch(/one line/),
  );

  it.each(['می‌خواهم', 'क्‍ष', 'שלום\u200f', '👩‍🚀', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'مرحبا', "O'Neill", '葛󠄀城', '3', '#'])(
    'may be whatever people write: %s',
    (text) => {
      expect(lineFault(text)).toBeUndefined();
      expect(tidyLine(` ${text}\u200b`)).toBe(text);
    },
  );

  it('that comes with marks from a copied postal code or country is taken without them', () =>
    expect(normalise({ country: '\u202aDE\u202c', postalCode: '\u202a10115\u202c' })).toMatchObject({
      address: { country: 'DE', postalCode: '10115' },
      faults: [],
    }));
});
