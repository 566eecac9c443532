import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { addressForm, COUNTRY_CODES, countryOf, isPostalCode, tidyPostalCode } from './index.ts';
import { faultsOf, normalise } from './testing/addresses.ts';

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
    ['GB', 'GB-SW1Y 4JH', 'SW1Y 4JH'],
    ['GB', 'UK sw1y4jh', 'SW1Y 4JH'],
    ['GB', 'SW1Y 4JH, UK', 'SW1Y 4JH'],
    ['GB', 'SW1Y 4JH, United Kingdom', 'SW1Y 4JH'],
    ['NL', 'NL-1012 AB', '1012 AB'],
    ['CA', 'K1A 0B1 Canada', 'K1A 0B1'],
    ['IE', 'D02 X285, Ireland', 'D02 X285'],
    ['FR', '75001 CEDEX 01', '75001'],
    ['FR', '75380 Cedex', '75380'],
    ['FR', 'F-75001 CEDEX 01', '75001'],
    ['SG', 'S(018956)', '018956'],
    ['SG', 'S018956', '018956'],
    ['SG', 'Singapore 018956', '018956'],
    ['SG', 'SINGAPORE(018956)', '018956'],
    ['SG', '018956 Singapore', '018956'],
    ['US', 'NY 10001, USA', '10001'],
    ['LV', 'LV-1010, Latvia', 'LV-1010'],
    ['MM', '11181 Myanmar (Burma)', '11181'],
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

  it.each([
    ['IE', 'Dublin 2'],
    ['IE', 'Co. Cork'],
    ['IE', 'Kerry West'],
    ['AE', 'P.O. Box 123'],
    ['HK', 'Kowloon'],
    ['BM', 'Town'],
    ['KE', 'Box 40400'],
    ['QA', 'ص.ب ١٢٣'],
  ])('that is optional stays as typed where it looks like none of %s: %s', (country, postalCode) =>
    expect(normalise({ country, postalCode: ` ${postalCode} ` })).toMatchObject({
      address: { postalCode },
      faults: [],
    }),
  );

  it.each([
    ...[
      'N/A',
      'n.a.',
      '-',
      '--',
      '.',
      'none',
      'Nil',
      'null',
      'XXX',
      '000000',
      '00000',
      '０００',
      '999077',
    ].map((typed) => ['HK', typed]),
    ['AE', '00000'],
    ['IE', 'N/A'],
    ['IE', '-'],
  ])('is empty where none is needed and one says so, as %s with %s', (country, postalCode) =>
    expect(normalise({ country, postalCode })).toMatchObject({ address: { postalCode: '' }, faults: [] }),
  );

  it('is refused where one is needed, whatever stands in for it', () => {
    for (const postalCode of ['N/A', '-', '000'])
      expect(faultsOf({ country: 'DE', postalCode })).toEqual(['postalCode postal_code.invalid']);
  });

  it('that is optional is not refused for its length', () => {
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
