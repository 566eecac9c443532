import type { FocusEvent } from 'react';
import type { useFetcher } from 'react-router';
import { type Address, looksLike } from '../../lib/address/address-values.ts';
import type { CheckoutAnswer } from './answer.ts';
import { EMAIL, NEW_ADDRESS, readCheckout } from './read-form.ts';

type Kept = ReturnType<typeof useFetcher<CheckoutAnswer>>;

/** Submits the address as soon as it is complete, so that shipping options and totals appear without a button. */
export function useAutoSubmitAddress(kept: Kept, known: Address | null) {
  return ({ currentTarget, target }: FocusEvent<HTMLFormElement>) => {
    const { name } = target as unknown as { name?: string };
    if (!name?.startsWith('shipping.') && name !== 'email' && name !== 'addressId') return;
    const form = new FormData(currentTarget);
    const values = readCheckout(form);
    if (values.addressId !== NEW_ADDRESS || !EMAIL.test(values.email) || !isComplete(currentTarget)) return;
    if (looksLike(known, values.shipping)) return;
    form.set('intent', 'address');
    form.set('auto', 'yes');
    void kept.submit(form, { method: 'post', action: '/checkout' });
  };
}

/** Whether something is in every field that the country requires; the server has its rules. */
function isComplete(form: HTMLFormElement): boolean {
  const required = form.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
    '[name^="shipping."][aria-required="true"]',
  );
  return [...required].every(({ value }) => value.trim() !== '');
}
