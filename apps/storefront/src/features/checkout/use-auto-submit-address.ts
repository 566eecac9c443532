import type { FocusEvent } from 'react';
import type { useFetcher } from 'react-router';
import { type Address, isSameAddress, toAddress } from '../../lib/address/address-rules.ts';
import type { CheckoutAnswer } from './answer.ts';
import { checkoutFaults, NEW_ADDRESS, readCheckout } from './read-form.ts';

type Kept = ReturnType<typeof useFetcher<CheckoutAnswer>>;

/** Submits the address as soon as it is complete, so that shipping options and totals appear without a button. */
export function useAutoSubmitAddress(kept: Kept, known: Address | null) {
  return ({ currentTarget, target }: FocusEvent<HTMLFormElement>) => {
    const { name } = target as unknown as { name?: string };
    if (!name?.startsWith('shipping.') && name !== 'email' && name !== 'addressId') return;
    const form = new FormData(currentTarget);
    const values = readCheckout(form);
    if (values.addressId !== NEW_ADDRESS || checkoutFaults(values, false)) return;
    if (isSameAddress(known, toAddress(values.shipping))) return;
    form.set('intent', 'address');
    form.set('auto', 'yes');
    void kept.submit(form, { method: 'post', action: '/checkout' });
  };
}
