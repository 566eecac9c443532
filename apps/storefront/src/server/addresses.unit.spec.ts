import { describe, expect, it } from '@jest/globals';
import { type AddressValues, isSameAddress, looksLike, valuesOf } from '../lib/address/address-values.ts';
import { addressFaults, formOf, toAddress } from './addresses.ts';

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
    ['CA', 'K1A-0B1', 'ON'],
    ['DE', 'D-10115', ''],
    ['GB', 'BFPO 57', ''],
    ['US', '100011234', 'NY'],
    ['US', '09021', 'AE'],
    ['PR', '00907', ''],
    ['JE', 'je1 1aa', ''],
    ['HK', '', 'Kowloon'],
    ['QA', '', ''],
    ['IE', '', ''],
    ['BG', '1000', ''],
  ])('in %s with the code %s has no faults', (country, postalCode, region) =>
    expect(addressFaults(values({ country, postalCode, region }))).toEqual({}),
  );

  it.each([
    ['GB', '10115', '', { postalCode: 'postalCode' }],
    ['DE', '1011', '', { postalCode: 'postalCode' }],
    ['AT', '10115', '', { postalCode: 'postalCode' }],
    ['FR', '', '', { postalCode: 'required' }],
    ['US', 'x', '', { region: 'required', postalCode: 'postalCode' }],
    ['UK', 'SW1Y 4JH', '', { country: 'country' }],
    ['GB', 'SW1Y\n4JH', '', { postalCode: 'text' }],
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

  it('is sent as it will be stored, so that it is the same afterwards', () => {
    const us = { country: 'US', city: 'New York' };
    expect(toAddress(values({ ...us, postalCode: '100011234' }))).toMatchObject({
      ...{ postalCode: '10001-1234', region: 'NY' },
    });
    const hk = values({ country: 'HK', city: '', region: 'Kowloon', postalCode: '' });
    expect(toAddress(hk)).toEqual({ name: hk.name, line1: hk.line1, region: 'Kowloon', country: 'HK' });
  });

  it('looks like what it was made of', () => {
    const typed = values({ country: 'US', postalCode: '100011234' });
    expect(looksLike(toAddress(typed), typed)).toBe(true);
    expect(looksLike(toAddress(typed), { ...typed, city: 'Leeds' })).toBe(false);
    expect(looksLike(null, typed)).toBe(false);
  });

  it('of an unknown country is asked for as elsewhere', () =>
    expect(formOf('UK')).toMatchObject({ country: 'UK', hasCity: true }));

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
