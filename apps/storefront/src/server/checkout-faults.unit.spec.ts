import { describe, expect, it } from '@jest/globals';
import { paymentMethodsOf } from '../lib/payment-methods.ts';
import { countFaults } from '../features/checkout/answer.ts';
import { readCheckout } from '../features/checkout/read-form.ts';
import { checkoutFaults } from './checkout-faults.ts';

const methods = paymentMethodsOf(['sandbox:tok_ok', 'sandbox:tok_declined']);

const form = (fields: Record<string, string> = {}) => {
  const data = new FormData();
  const all = {
    email: 'ada@example.com',
    'shipping.name': 'Ada',
    'shipping.line1': '1 High Street',
    'shipping.city': 'Leeds',
    'shipping.postalCode': 'LS1 1AA',
    'shipping.country': 'GB',
    paymentMethod: 'sandbox:tok_ok',
    billing: 'same',
    ...fields,
  };
  for (const [name, value] of Object.entries(all)) data.set(name, value);
  return readCheckout(data);
};

describe('the checkout form', () => {
  it('has no faults when it is complete', () => expect(checkoutFaults(form(), methods)).toBeUndefined());

  it.each(['', 'ada', 'ada@example', 'a b@example.com', `${'x'.repeat(250)}@example.com`])(
    'refuses the e-mail address "%s"',
    (email) => expect(checkoutFaults(form({ email }), false)).toEqual({ email: true }),
  );

  it('requires one of the offered payment methods, but only when paying', () => {
    expect(checkoutFaults(form({ paymentMethod: '' }), false)).toBeUndefined();
    for (const paymentMethod of ['', 'tok_ok', 'sandbox:tok_capture_fails'])
      expect(checkoutFaults(form({ paymentMethod }), methods)).toEqual({ paymentMethod: true });
  });

  it('checks the billing address only when it differs', () => {
    expect(checkoutFaults(form({ billing: 'same' }), methods)).toBeUndefined();
    const faults = checkoutFaults(form({ billing: 'other', 'billing.country': 'DE' }), methods);
    expect(faults?.billing).toMatchObject({ name: 'required', postalCode: 'required' });
    expect(countFaults(faults ?? {})).toBe(4);
  });

  it('does not check fields that a saved address replaces', () =>
    expect(checkoutFaults(form({ addressId: 'a1', 'shipping.name': '' }), methods)).toBeUndefined());
});
