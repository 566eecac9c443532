import { describe, expect, it } from '@jest/globals';
import { addressFaults, type AddressValues, isSameAddress, toAddress, valuesOf } from './address-rules.ts';

const values = (given: Partial<AddressValues> = {}): AddressValues => ({
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  line2: '',
  city: 'London',
  region: '',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
  ...given,
});

describe('an address', () => {
  it.each([
    ['GB', 'sw1y4jh', ''],
    ['GB', 'M1 1AE', ''],
    ['IE', 'D02 X285', 'Dublin'],
    ['DE', '10115', ''],
    ['AT', '1010', ''],
    ['CH', '8001', ''],
    ['FR', '75001', ''],
    ['US', '10001-1234', 'NY'],
    ['CA', 'k1a 0b1', 'ON'],
  ])('in %s with the code %s has no faults', (country, postalCode, region) =>
    expect(addressFaults(values({ country, postalCode, region }))).toEqual({}),
  );

  it.each([
    ['GB', '10115', '', { postalCode: 'postalCode' }],
    ['DE', '1011', '', { postalCode: 'postalCode' }],
    ['AT', '10115', '', { postalCode: 'postalCode' }],
    ['FR', '', '', { postalCode: 'required' }],
    ['IE', 'D02 X285', '', { region: 'required' }],
    ['US', '10001', '', { region: 'required' }],
    ['US', '10001', 'Bavaria', { region: 'choice' }],
    ['XX', '10115', '', { country: 'country' }],
    ['constructor', '10115', '', { country: 'country' }],
  ])('in %s with the code "%s" and region "%s" has its own', (country, postalCode, region, faults) =>
    expect(addressFaults(values({ country, postalCode, region }))).toEqual(faults),
  );

  it('reports everything that is missing at once', () =>
    expect(addressFaults(values({ name: ' ', line1: '', city: '', line2: 'x'.repeat(201) }))).toEqual({
      name: 'required',
      line1: 'required',
      city: 'required',
      line2: 'tooLong',
    }));

  it('is sent trimmed, with a space in a British postcode and without an empty region', () =>
    expect(toAddress(values({ name: ' Ada ', postalCode: 'sw1y4jh', region: '' }))).toEqual({
      name: 'Ada',
      line1: '12 St James’s Square',
      city: 'London',
      postalCode: 'SW1Y 4JH',
      country: 'GB',
    }));

  it('omits the region of a country without regions', () =>
    expect(toAddress(values({ country: 'DE', region: 'NY', postalCode: '10115' }))).not.toHaveProperty(
      'region',
    ));

  it('equals another with the same parts', () => {
    const address = toAddress(values());
    expect(isSameAddress({ ...address, line2: '' }, address)).toBe(true);
    expect(isSameAddress({ ...address, city: 'Leeds' }, address)).toBe(false);
    expect(isSameAddress(null, address)).toBe(false);
    expect(valuesOf(null).country).toBe('');
  });
});
