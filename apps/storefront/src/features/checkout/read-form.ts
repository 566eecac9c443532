import { addressFaults, readAddress } from '../../lib/address/address-rules.ts';
import type { PaymentMethod } from '../../lib/payment-methods.ts';
import { type CheckoutFaults, type CheckoutValues, countFaults } from './answer.ts';
import { fieldText } from '../../lib/field-text.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

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

/** @param methods to pay by; false: only contact and shipping address must be valid */
export function checkoutFaults(
  values: CheckoutValues,
  methods: readonly PaymentMethod[] | false,
): CheckoutFaults | undefined {
  const { email, addressId, shipping, paymentMethod, isBillingOther, billing } = values;
  const place = addressId === NEW_ADDRESS ? addressFaults(shipping) : {};
  const payer = methods && isBillingOther ? addressFaults(billing) : {};
  const faults: CheckoutFaults = {
    ...((!EMAIL.test(email) || email.length > 254) && { email: true as const }),
    ...(Object.keys(place).length > 0 && { shipping: place }),
    ...(Object.keys(payer).length > 0 && { billing: payer }),
    ...(methods && !methods.some(({ id }) => id === paymentMethod) && { paymentMethod: true as const }),
  };
  return countFaults(faults) > 0 ? faults : undefined;
}
