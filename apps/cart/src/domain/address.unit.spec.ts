import { ADDRESS } from '@tradepost/contracts/limits';
import { describe, expect, it } from '@jest/globals';
import { anAddress } from '../testing/builders.ts';
import { normaliseAddress } from './address.ts';

describe('a shipping address', () => {
  it('is trimmed, with the country in capitals', () => {
    expect(normaliseAddress(anAddress({ city: '  London ', country: 'gb' }))).toEqual(anAddress());
  });

  it('is refused with one entry per faulty field', () => {
    const faulty = anAddress({ name: ' ', line1: 'x'.repeat(201), country: 'England' });
    expect(() => normaliseAddress(faulty)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'request.invalid',
        facts: {
          errors: [
            expect.objectContaining({ code: 'field.required', field: 'shippingAddress.name' }),
            expect.objectContaining({ code: 'field.too_long', field: 'shippingAddress.line1' }),
            expect.objectContaining({ code: 'field.invalid', field: 'shippingAddress.country' }),
          ],
        },
      }),
    );
  });

  it.each(['name', 'line2', 'country'] as const)('is refused with the NUL character in %s', (field) => {
    expect(() => normaliseAddress(anAddress({ [field]: 'G\0' }))).toThrow(
      expect.objectContaining({
        facts: {
          errors: [expect.objectContaining({ code: 'field.invalid', field: `shippingAddress.${field}` })],
        },
      }),
    );
  });

  it.each(['name', 'line1', 'line2', 'city', 'region', 'postalCode'] as const)(
    'takes as many characters for %s as the contract allows, and no more',
    (field) => {
      const free = { postalCode: '', country: 'AO' };
      const longest = anAddress({ ...free, [field]: 'X'.repeat(ADDRESS[field]) });
      expect(normaliseAddress(longest)).toEqual(longest);
      expect(() => normaliseAddress(anAddress({ ...free, [field]: 'x'.repeat(ADDRESS[field] + 1) }))).toThrow(
        expect.objectContaining({
          facts: {
            errors: [expect.objectContaining({ code: 'field.too_long', field: `shippingAddress.${field}` })],
          },
        }),
      );
    },
  );

  it.each([
    ['' as const, 'country'],
    ['billingAddress' as const, 'billingAddress.country'],
  ])('names its fields as the request does: %j', (place, field) =>
    expect(() => normaliseAddress(anAddress({ country: 'UK' }), place)).toThrow(
      expect.objectContaining({
        facts: {
          errors: [
            {
              ...{ code: 'country.unknown', field },
              detail: `${field} must be an ISO 3166-1 alpha-2 code; UK is none: use GB.`,
            },
          ],
        },
      }),
    ),
  );

  it('follows the rules of its country', () => {
    const abroad = anAddress({
      country: 'US',
      city: 'New York',
      region: 'new york',
      postalCode: '100011234',
    });
    expect(normaliseAddress(abroad)).toEqual({ ...abroad, region: 'NY', postalCode: '10001-1234' });
    expect(normaliseAddress(anAddress({ country: 'HK', postalCode: '' })).postalCode).toBe('');
    for (const [over, code, field] of [
      [{ country: 'UK' }, 'country.unknown', 'country'],
      [{ postalCode: '10115' }, 'postal_code.invalid', 'postalCode'],
      [{ city: 'London\nBcc: all' }, 'field.invalid', 'city'],
    ] as const)
      expect(() => normaliseAddress(anAddress(over))).toThrow(
        expect.objectContaining({
          code: 'request.invalid',
          facts: { errors: [expect.objectContaining({ code, field: `shippingAddress.${field}` })] },
        }),
      );
  });
});
