import { readAddress } from '../../lib/address/address-values.ts';
import type { CheckoutValues } from './answer.ts';
import { fieldText } from '../../lib/field-text.ts';

/** As the API takes it, roughly. */
export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const NEW_ADDRESS = 'new';

export function readCheckout(form: FormData): CheckoutValues {
  const text = (name: string) => fieldText(form, name);
  return {
    email: text('email').trim(),
    addressId: text('addressId') || NEW_ADDRESS,
    shipping: readAddress(form, 'shipping.'),
    option: text('option'),
    paymentMethod: text('paymentMethod'),
    isBillingOther: text('billing') === 'other',
    billing: readAddress(form, 'billing.'),
  };
}
