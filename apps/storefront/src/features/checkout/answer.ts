import type { Schema } from '@tradepost/api-client';
import type { AddressForm } from '@tradepost/addresses';
import type { AddressFaults, AddressValues } from '../../lib/address/address-values.ts';

type Money = Schema<'Money'>;

/** The values of the form as typed. */
export interface CheckoutValues {
  readonly email: string;
  /** Id of a saved address; `new`: the fields apply. */
  readonly addressId: string;
  /** Id of the saved address that was copied into the fields, because it has to be corrected. */
  readonly copiedId?: string;
  readonly shipping: AddressValues;
  readonly option: string;
  /** Id of a payment method. */
  readonly paymentMethod: string;
  readonly isBillingOther: boolean;
  readonly billing: AddressValues;
}

/** What the two addresses are asked for. */
export interface AddressForms {
  readonly shipping: AddressForm;
  readonly billing: AddressForm;
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
  /** Of the countries in `values`. */
  readonly forms?: AddressForms;
  readonly faults?: CheckoutFaults;
  readonly issue?: CheckoutIssue;
}

export function countFaults({ email, shipping, billing, paymentMethod }: CheckoutFaults): number {
  const fields = Object.keys({ ...shipping }).length + Object.keys({ ...billing }).length;
  return fields + Number(email ?? 0) + Number(paymentMethod ?? 0);
}
