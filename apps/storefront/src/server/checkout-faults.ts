import { type CheckoutFaults, type CheckoutValues, countFaults } from '../features/checkout/answer.ts';
import { EMAIL, NEW_ADDRESS } from '../features/checkout/read-form.ts';
import type { PaymentMethod } from '../lib/payment-methods.ts';
import { addressFaults } from './addresses.ts';

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
