import type { Schema } from '@tradepost/api-client';
import type { AddressFaults, AddressValues } from '../../lib/address/address-rules.ts';

type Money = Schema<'Money'>;

export const CARDS = [
  'tok_ok',
  'tok_requires_action',
  'tok_declined',
  'tok_insufficient_funds',
  'tok_timeout_after_charge',
  'tok_capture_fails',
  'tok_duplicate_webhook',
  'tok_webhook_out_of_order',
] as const;

export type Card = (typeof CARDS)[number];

export const isCard = (value: unknown): value is Card => CARDS.some((card) => card === value);

/** What the form holds, as it was typed. */
export type CheckoutValues = {
  readonly email: string;
  /** Of a saved address; `new`: the fields count. */
  readonly addressId: string;
  readonly shipping: AddressValues;
  readonly option: string;
  readonly card: string;
  readonly isBillingOther: boolean;
  readonly billing: AddressValues;
};

export type CheckoutFaults = {
  readonly email?: true;
  readonly shipping?: AddressFaults;
  readonly billing?: AddressFaults;
  readonly card?: true;
};

/** Why nothing was bought yet, and what the shopper can do. */
export type Trouble =
  | { readonly kind: 'declined'; readonly reason: 'declined' | 'insufficientFunds' | 'notConfirmed' }
  | { readonly kind: 'drift'; readonly before: Money; readonly now: Money }
  | { readonly kind: 'elsewhere'; readonly orderId: string | null }
  | { readonly kind: 'abandoned' | 'short' | 'unsure' | 'noDelivery' | 'network' | 'other' };

/** Of a form that was not gone on with. */
export type CheckoutAnswer = {
  readonly values?: CheckoutValues;
  readonly faults?: CheckoutFaults;
  readonly trouble?: Trouble;
};

export function countFaults({ email, shipping, billing, card }: CheckoutFaults): number {
  const fields = Object.keys({ ...shipping }).length + Object.keys({ ...billing }).length;
  return fields + Number(email ?? 0) + Number(card ?? 0);
}
