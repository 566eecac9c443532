import { addressFaults, readAddress } from '../../lib/address/address-rules.ts';
import { type CheckoutFaults, type CheckoutValues, countFaults, isCard } from './answer.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const NEW_ADDRESS = 'new';

export function readCheckout(form: FormData): CheckoutValues {
  const text = (name: string) => String(form.get(name) ?? '');
  return {
    email: text('email').trim(),
    addressId: text('addressId') || NEW_ADDRESS,
    shipping: readAddress(form, 'shipping.'),
    option: text('option'),
    card: text('card'),
    isBillingOther: text('billing') === 'other',
    billing: readAddress(form, 'billing.'),
  };
}

/** `isPaying`: all of it must be right, else only what is needed to know where to send it. */
export function checkoutFaults(values: CheckoutValues, isPaying: boolean): CheckoutFaults | undefined {
  const { email, addressId, shipping, card, isBillingOther, billing } = values;
  const place = addressId === NEW_ADDRESS ? addressFaults(shipping) : {};
  const payer = isPaying && isBillingOther ? addressFaults(billing) : {};
  const faults: CheckoutFaults = {
    ...((!EMAIL.test(email) || email.length > 254) && { email: true as const }),
    ...(Object.keys(place).length > 0 && { shipping: place }),
    ...(Object.keys(payer).length > 0 && { billing: payer }),
    ...(isPaying && !isCard(card) && { card: true as const }),
  };
  return countFaults(faults) > 0 ? faults : undefined;
}
