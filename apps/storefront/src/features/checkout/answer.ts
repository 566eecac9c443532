import type { Schema } from '@tradepost/api-client';
import type { AddressFaults, AddressValues } from '../../lib/address/address-rules.ts';

type Money = Schema<'Money'>;

/** The values of the form as typed. */
export interface CheckoutValues {
  readonly email: string;
  /** Id of a saved address; `new`: the fields apply. */
  readonly addressId: string;
  readonly shipping: AddressValues;
  readonly option: string;
  /** Id of a payment method. */
  readonly paymentMethod: string;
  readonly isBillingOther: boolean;
  readonly billing: AddressValues;
}

export interface CheckoutFaults {
  readonly email?: true;
  readonly shipping?: AddressFaults;
  readonly billing?: AddressFaults;
  readonly paymentMethod?: true;
}

/** Why no order was placed yet, and what the customer can do. */
export type CheckoutIssue =
  | { readonly kind: 'declined'; readonly reason: 'declined' | 'insufficientFunds' | 'notConfirmed' }
  | { readonly kind: 'drift'; readonly before: Money; readonly now: Money }
  | { readonly kind: 'elsewhere'; readonly orderId: string | null }
  | { readonly kind: 'abandoned' | 'short' | 'unsure' | 'noDelivery' | 'network' | 'other' };

/** The result of a form that was not accepted. */
export interface CheckoutAnswer {
  readonly values?: CheckoutValues;
  readonly faults?: CheckoutFaults;
  readonly issue?: CheckoutIssue;
}

export function countFaults({ email, shipping, billing, paymentMethod }: CheckoutFaults): number {
  const fields = Object.keys({ ...shipping }).length + Object.keys({ ...billing }).length;
  return fields + Number(email ?? 0) + Number(paymentMethod ?? 0);
}
