import { describe, expect, it } from '@jest/globals';
import { addressForm, COUNTRY_CODES, isCountry, normaliseAddress } from './index.ts';
import { faultsOf, given, LONGEST, normalise } from './testing/addresses.ts';

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
    ['IC', 'use ES'],
    ['EA', 'use ES'],
    ['AC', 'use SH'],
    ['TA', 'use SH'],
    ['XI', 'use GB'],
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
    ['US', 'Armed Forces Europe', '09021', 'AE'],
    ['US', 'armed forces (ae)', '09021', 'AE'],
    ['US', 'Armed Forces Pacific', '96201', 'AP'],
    ['US', 'Armed Forces Americas (AA)', '34002', 'AA'],
    ['US', 'U.S. Virgin Islands', '00802', 'VI'],
    ['US', 'US Virgin Islands', '00802', 'VI'],
    ['US', 'Virgin Islands, U.S.', '00802', 'VI'],
    ['US', 'Washington DC', '20500', 'DC'],
    ['US', 'Washington, D.C.', '20500', 'DC'],
    ['US', 'Wash.', '98101', 'WA'],
    ['US', 'Calif.', '94105', 'CA'],
    ['US', 'US-NY', '10001', 'NY'],
    ['CA', 'PQ', 'H3Z 2Y7', 'QC'],
    ['CA', 'P.Q.', 'H3Z 2Y7', 'QC'],
    ['CA', 'Nfld.', 'A1C 5M2', 'NL'],
    ['CA', 'Newfoundland & Labrador', 'A1C 5M2', 'NL'],
    ['CA', 'Île-du-Prince-Édouard', 'C1A 4P3', 'PE'],
    ['CA', 'ca-qc', 'H3Z 2Y7', 'QC'],
    ['AU', 'AU-NSW', '2000', 'NSW'],
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

  it('that is unknown is refused with a word for it, a code and a name', () =>
    expect(normalise({ country: 'US', region: 'Bavaria', postalCode: '10001' }).faults).toEqual([
      {
        ...{ field: 'region', code: 'region.unknown' },
        rule: 'must be a state of US, by its code or its name, such as AL or Alabama.',
      },
    ]));

  it('has a name of its own in the form of every country where it is a code', () => {
    for (const code of ['US', 'CA', 'AU']) {
      const names = addressForm(code)!.region!.choices.map(({ name }) => name.replace(/ \(.*/, ''));
      expect(new Set(names).size).toBe(names.length);
    }
  });

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
