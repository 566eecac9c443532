import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import {
  addressForm,
  COUNTRY_CODES,
  countryOf,
  isCountry,
  isPostalCode,
  normaliseAddress,
  type PostalAddress,
  tidyPostalCode,
} from './index.ts';

const LONGEST = { name: 200, line1: 200, line2: 200, city: 100, region: 100, postalCode: 20, country: 2 };

const given = (parts: Partial<PostalAddress>): PostalAddress => ({
  ...{ name: 'Ada Lovelace', line1: '12 St James’s Square', line2: '', city: 'Town', region: '' },
  ...{ postalCode: '', country: 'GB' },
  ...parts,
});
const normalise = (parts: Partial<PostalAddress>) => normaliseAddress(given(parts), LONGEST);
const faultsOf = (parts: Partial<PostalAddress>) =>
  normalise(parts).faults.map(({ field, code }) => `${field} ${code}`);

describe('the countries', () => {
  it('are the 249 of ISO 3166-1', () => {
    expect(COUNTRY_CODES).toHaveLength(249);
    expect(COUNTRY_CODES.filter((code) => !isCountry(code))).toEqual([]);
  });

  it.each(['UK', 'EL', 'XX', 'EU', 'AN', 'SU', 'YU', 'XK', 'ZZ', 'AC', 'TA', 'AA', 'gb', '', 'constructor'])(
    'do not include %j',
    (code) => expect(isCountry(code)).toBe(false),
  );

  it.each([
    ['UK', 'use GB'],
    ['EL', 'use GR'],
    ['AN', 'use CW, SX or BQ'],
    ['XX', 'such as GB'],
  ])('refuse %s and say what to %s', (country, remedy) => {
    const { faults } = normalise({ country });
    expect(faults).toEqual([
      { field: 'country', code: 'country.unknown', rule: expect.stringContaining(remedy) },
    ]);
  });

  it.each(['England', 'G', 'G1', 'GBR'])('want two letters, not %s', (country) =>
    expect(faultsOf({ country })).toContain('country field.invalid'),
  );

  it.each(['gb', ' Gb ', 'ＧＢ'])('take %j for GB', (country) =>
    expect(normalise({ country, postalCode: 'SW1Y 4JH' })).toEqual({
      address: given({ country: 'GB', postalCode: 'SW1Y 4JH' }),
      faults: [],
    }),
  );
});

describe('a postal code', () => {
  it.each([
    ['DE', 'D-10115', '10115'],
    ['DE', 'de 10115', '10115'],
    ['DE', '１０１１５', '10115'],
    ['DE', '10 115', '10115'],
    ['AT', 'A-1010', '1010'],
    ['CH', 'CH-8001', '8001'],
    ['FR', 'F-75001', '75001'],
    ['FR', '75 001', '75001'],
    ['LU', 'L-4750', '4750'],
    ['GB', 'sw1y4jh', 'SW1Y 4JH'],
    ['GB', 'M11AE', 'M1 1AE'],
    ['GB', 'ec1a-1bb', 'EC1A 1BB'],
    ['GB', 'W1A 1AA', 'W1A 1AA'],
    ['GB', 'AB12 3CD', 'AB12 3CD'],
    ['GB', 'gir0aa', 'GIR 0AA'],
    ['GB', 'BFPO 57', 'BFPO 57'],
    ['GB', 'bfpo57', 'BFPO 57'],
    ['GB', 'BFPO1234', 'BFPO 1234'],
    ['US', '100011234', '10001-1234'],
    ['US', '10001 1234', '10001-1234'],
    ['US', '10001-1234', '10001-1234'],
    ['US', 'NY 10001', '10001'],
    ['PR', '009071234', '00907-1234'],
    ['CA', 'K1A-0B1', 'K1A 0B1'],
    ['CA', 'k1a0b1', 'K1A 0B1'],
    ['NL', '1012ab', '1012 AB'],
    ['NL', '1012 AB', '1012 AB'],
    ['PL', '00950', '00-950'],
    ['PL', '00–950', '00-950'],
    ['PT', '1250096', '1250-096'],
    ['JP', '1000001', '100-0001'],
    ['JP', '〒１００－０００１', '100-0001'],
    ['JP', '100ー0001', '100-0001'],
    ['BR', '01310100', '01310-100'],
    ['SE', '11455', '114 55'],
    ['SE', 'SE-114 55', '114 55'],
    ['CZ', '11000', '110 00'],
    ['SK', '81101', '811 01'],
    ['GR', '10188', '101 88'],
    ['IE', 'd02x285', 'D02 X285'],
    ['IE', 'D6WXY00', 'D6W XY00'],
    ['LV', '1010', 'LV-1010'],
    ['LV', 'lv1010', 'LV-1010'],
    ['LT', 'LT-04340', '04340'],
    ['MT', 'VLT1117', 'VLT 1117'],
    ['IM', 'im21aa', 'IM2 1AA'],
    ['JE', 'je11aa', 'JE1 1AA'],
    ['GG', 'GY11AA', 'GY1 1AA'],
    ['IN', '110 001', '110001'],
    ['IR', '1193612345', '11936-12345'],
    ['EG', '١٢٤١١', '12411'],
    ['AX', 'AX-22100', '22100'],
    ['KR', '03051', '03051'],
    ['BM', 'hm12', 'HM 12'],
    ['BM', 'HM GX', 'HM GX'],
    ['KY', 'ky11100', 'KY1-1100'],
    ['SG', '546080', '546080'],
    ['DE', '\u200e10115\u200b', '10115'],
  ])('of %s, %j, is written %s', (country, typed, code) => {
    const { address, faults } = normalise({
      country,
      postalCode: typed,
      region: country === 'US' ? 'NY' : '',
    });
    expect(address.postalCode).toBe(code);
    expect(faults.filter(({ field }) => field === 'postalCode')).toEqual([]);
  });

  it.each([
    ['GB', '10115'],
    ['GB', 'SW1Y'],
    ['DE', '1011'],
    ['DE', 'SW1Y 4JH'],
    ['AT', '10115'],
    ['FR', 'ABCDE'],
    ['US', '1000'],
    ['US', '1234567'],
    ['CA', '10001'],
    ['NL', '1012'],
    ['PL', '0-950'],
    ['JP', '100'],
    ['JE', 'SW1Y 4JH'],
    ['AX', '00100'],
  ])('of %s can not be %j, and the refusal has an example', (country, postalCode) => {
    const { faults } = normalise({ country, postalCode, region: 'NY' });
    const [fault] = faults.filter(({ field }) => field === 'postalCode');
    expect(fault?.code).toBe('postal_code.invalid');
    const example = /such as (.+)\.$/.exec(fault?.rule ?? '')?.[1] ?? '';
    expect(faultsOf({ country, postalCode: example, region: '' })).not.toContain(
      'postalCode postal_code.invalid',
    );
  });

  it.each(['HK', 'AE', 'QA', 'PA', 'IE', 'MO', 'AO', 'GH', 'UG', 'BS', 'JM', 'FJ', 'AG', 'BO', 'YE', 'ZW'])(
    'is not required in %s',
    (country) => expect(faultsOf({ country, region: 'x' })).toEqual([]),
  );

  it.each(['HK', 'AE', 'QA', 'PA', 'AG', 'BO', 'UG'])('is not even asked in %s', (country) =>
    expect(addressForm(country)).not.toHaveProperty('postalCode'),
  );

  it.each(['GB', 'DE', 'US', 'JE', 'GG', 'IM', 'PR', 'GU', 'FR', 'SG', 'JP'])(
    'is required in %s',
    (country) => {
      expect(faultsOf({ country, region: 'NY' })).toContain('postalCode field.required');
      expect(addressForm(country)?.postalCode?.isRequired).toBe(true);
    },
  );

  it('that is optional stays as typed where it looks like none', () => {
    expect(normalise({ country: 'IE', postalCode: 'none' })).toMatchObject({
      address: { postalCode: 'NONE' },
      faults: [],
    });
    expect(faultsOf({ country: 'SA', postalCode: '12345-6789' })).toEqual([]);
  });

  it('of every example of every country is a fixed point, with and without its separators', () => {
    for (const code of COUNTRY_CODES) {
      const country = countryOf(code)!;
      for (const example of country.postalExamples) {
        const tidy = tidyPostalCode(example, country);
        expect([code, isPostalCode(tidy, country)]).toEqual([code, true]);
        expect([code, tidyPostalCode(tidy, country)]).toEqual([code, tidy]);
        const bare = tidyPostalCode(example.toLowerCase().replace(/[ -]/g, ''), country);
        expect([code, bare]).toEqual([code, tidy]);
      }
    }
  });

  it('never throws, and tidying twice changes nothing, whatever is typed', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...COUNTRY_CODES),
        fc.oneof(fc.string({ maxLength: 25 }), fc.string({ unit: 'grapheme', maxLength: 25 })),
        (code, typed) => {
          const country = countryOf(code)!;
          const once = tidyPostalCode(typed, country);
          expect(tidyPostalCode(once, country)).toBe(once);
        },
      ),
    ));
});

describe('a region', () => {
  it.each([
    ['US', 'NY', '10001', 'NY'],
    ['US', 'new york', '10001', 'NY'],
    ['US', '', '10001-1234', 'NY'],
    ['US', 'AE', '09021', 'AE'],
    ['US', 'AP', '96201', 'AP'],
    ['US', 'AA', '34002', 'AA'],
    ['US', '', '09021', 'AE'],
    ['US', 'PR', '00907', 'PR'],
    ['US', 'GU', '96910', 'GU'],
    ['US', 'VI', '00802', 'VI'],
    ['US', 'D.C.', '20500', 'DC'],
    ['CA', 'Québec', 'H3Z 2Y7', 'QC'],
    ['CA', 'Quebec', 'H3Z 2Y7', 'QC'],
    ['CA', '', 'M5V 2T6', 'ON'],
    ['CA', '', 'K1A-0B1', ''],
    ['AU', 'Victoria', '3001', 'VIC'],
    ['ES', '', '35001', 'Las Palmas'],
    ['ES', 'Canarias', '35001', 'Canarias'],
    ['IT', '', '00144', 'Roma'],
    ['JP', '', '1540023', 'Tokyo'],
    ['BR', 'SP', '01310100', 'SP'],
    ['GB', 'Greater London', 'SW1Y 4JH', 'Greater London'],
    ['DE', '', '10115', ''],
    ['AE', 'Dubai', '', 'Dubai'],
  ])('of %s, %j, with %s is %j', (country, region, postalCode, written) => {
    const { address, faults } = normalise({ country, region, postalCode });
    expect(faults).toEqual([]);
    expect(address.region).toBe(written);
  });

  it.each([
    ['US', 'Bavaria', '10001', 'region region.unknown'],
    ['US', 'XX', '10001', 'region region.unknown'],
    ['CA', 'NY', 'K1A 0B1', 'region region.unknown'],
    ['AU', 'TX', '3001', 'region region.unknown'],
    ['US', '', '1', 'region field.required'],
  ])('of %s can not be %j', (country, region, postalCode, fault) =>
    expect(faultsOf({ country, region, postalCode })).toContain(fault),
  );

  it('stands in for a city, and the other way round', () => {
    expect(faultsOf({ country: 'AE', city: '', region: 'Dubai' })).toEqual([]);
    expect(faultsOf({ country: 'AE', city: 'Dubai', region: '' })).toEqual([]);
    expect(faultsOf({ country: 'HK', city: 'Kowloon', region: '' })).toEqual([]);
    expect(faultsOf({ country: 'AE', city: '', region: '' })).toEqual(['region field.required']);
    expect(faultsOf({ country: 'SG', city: '', postalCode: '546080' })).toEqual([]);
    expect(faultsOf({ country: 'GB', city: '', postalCode: 'SW1Y 4JH' })).toEqual(['city field.required']);
  });
});

describe('a field', () => {
  it.each(['\n', '\r', '\r\n', '\t', '\0', '\u0085', '\u2028', '\u2029', '\u001b', '\u007f'])(
    'is one line of text: %j is refused everywhere',
    (sign) => {
      for (const field of ['name', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const)
        expect(faultsOf({ postalCode: 'SW1Y 4JH', [field]: `a${sign}b` })).toContain(
          `${field} field.invalid`,
        );
    },
  );

  it.each(['Łódź', '東京都千代田区', "O'Neill-Müller", 'الشارقة', '12½ Straße №5', 'Ann\u200cMarie'])(
    'may be written as people write: %s',
    (text) => expect(faultsOf({ postalCode: 'SW1Y 4JH', name: text, line1: text, city: text })).toEqual([]),
  );

  it('is reported with all others that are missing or too long', () =>
    expect(faultsOf({ name: ' ', line1: '', city: '', postalCode: '', line2: 'x'.repeat(201) })).toEqual([
      'name field.required',
      'line1 field.required',
      'line2 field.too_long',
      'city field.required',
      'postalCode field.required',
    ]));
});

describe('the form', () => {
  it('of the United States asks for a state and a ZIP code', () => {
    const form = addressForm('US');
    expect(form).toMatchObject({
      hasCity: true,
      postalCode: { word: 'zip', isRequired: true, isFirst: false, example: '95014' },
      region: { word: 'state', isRequired: true },
    });
    const values = form?.region?.choices.map(({ value }) => value);
    for (const code of ['NY', 'DC', 'AA', 'AE', 'AP', 'PR', 'GU', 'VI', 'AS', 'MP'])
      expect(values).toContain(code);
  });

  it.each([
    ['DE', true, undefined],
    ['GB', false, undefined],
    ['IE', false, { word: 'county', isRequired: false }],
    ['ES', true, { word: 'province', isRequired: false }],
    ['JP', false, { word: 'prefecture', isRequired: true }],
    ['PR', false, undefined],
    ['GU', false, undefined],
    ['VI', false, undefined],
  ])('of %s', (code, isFirst, region) => {
    const form = addressForm(code);
    expect(form?.postalCode?.isFirst).toBe(isFirst);
    if (region) expect(form?.region).toMatchObject(region);
    else expect(form).not.toHaveProperty('region');
  });

  it('of every country can be filled in: what it requires it asks for, and examples have no faults', () => {
    for (const country of COUNTRY_CODES) {
      const form = addressForm(country)!;
      const filled = given({
        country,
        city: form.hasCity ? 'Town' : '',
        region: form.region?.choices[0]?.value ?? '',
        postalCode: form.postalCode?.example ?? '',
      });
      expect([country, ...normaliseAddress(filled, LONGEST).faults]).toEqual([country]);
    }
  });

  it('of an unknown country is none', () => expect(addressForm('UK')).toBeUndefined());
});
