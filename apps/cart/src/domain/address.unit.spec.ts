import { describe, expect, it } from '@jest/globals';
import { anAddress } from '../testing/builders.ts';
import { address } from './address.ts';

describe('an address', () => {
  it('is cleaned: no blanks around, the country in capitals', () => {
    expect(address(anAddress({ city: '  London ', country: 'gb' }))).toEqual(anAddress());
  });

  it('names every faulty part at once', () => {
    const faulty = anAddress({ name: ' ', line1: 'x'.repeat(201), country: 'England' });
    expect(() => address(faulty)).toThrow(
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
});
