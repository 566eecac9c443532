import { describe, expect, it } from '@jest/globals';
import { countFaults } from './answer.ts';
import { checkoutFaults, readCheckout } from './read-form.ts';

const form = (fields: Record<string, string> = {}) => {
  const data = new FormData();
  const all = {
    email: 'ada@example.com',
    'shipping.name': 'Ada',
    'shipping.line1': '1 High Street',
    'shipping.city': 'Leeds',
    'shipping.postalCode': 'LS1 1AA',
    'shipping.country': 'GB',
    card: 'tok_ok',
    billing: 'same',
    ...fields,
  };
  for (const [name, value] of Object.entries(all)) data.set(name, value);
  return readCheckout(data);
};

describe('the checkout form', () => {
  it('has no faults when all is there', () => expect(checkoutFaults(form(), true)).toBeUndefined());

  it.each(['', 'ada', 'ada@example', 'a b@example.com', `${'x'.repeat(250)}@example.com`])(
    'finds fault with the e-mail address "%s"',
    (email) => expect(checkoutFaults(form({ email }), false)).toEqual({ email: true }),
  );

  it('asks for a card only when it comes to paying', () => {
    expect(checkoutFaults(form({ card: '' }), false)).toBeUndefined();
    expect(checkoutFaults(form({ card: 'tok_made_up' }), true)).toEqual({ card: true });
  });

  it('looks at the billing address only when it is another one', () => {
    expect(checkoutFaults(form({ billing: 'same' }), true)).toBeUndefined();
    const faults = checkoutFaults(form({ billing: 'other', 'billing.country': 'DE' }), true);
    expect(faults?.billing).toMatchObject({ name: 'required', postalCode: 'required' });
    expect(countFaults(faults ?? {})).toBe(4);
  });

  it('does not look at fields that a saved address stands for', () =>
    expect(checkoutFaults(form({ addressId: 'a1', 'shipping.name': '' }), true)).toBeUndefined());
});
