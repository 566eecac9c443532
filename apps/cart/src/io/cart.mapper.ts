import {
  type Cart as CartReply,
  type CartLine as LineReply,
  type CartProblem as ProblemReply,
  CartState as StateReply,
  type Checkout as CheckoutReply,
  TaxClass as TaxClassReply,
  type Totals as TotalsReply,
} from '@tradepost/contracts';
import type { CartState } from '../domain/cart-state.ts';
import type { PricedCart, Problem } from '../domain/pricing.ts';
import type { Checkout, PricedLine } from '../domain/snapshot.ts';
import type { TaxClass } from '../domain/tax-rates.ts';
import type { Totals } from '../domain/totals.ts';

const STATES: Readonly<Record<CartState, StateReply>> = {
  active: StateReply.ACTIVE,
  completing: StateReply.COMPLETING,
  ordered: StateReply.ORDERED,
  merged: StateReply.MERGED,
  expired: StateReply.EXPIRED,
};

export const TAX_CLASSES: Readonly<Record<TaxClass, TaxClassReply>> = {
  standard: TaxClassReply.STANDARD,
  zero: TaxClassReply.ZERO,
};

/** Without the token of a guest. */
export function toCart(priced: PricedCart): CartReply {
  const { cart } = priced;
  return {
    id: cart.id,
    token: '',
    userId: cart.userId ?? '',
    state: STATES[cart.state],
    version: cart.version,
    currency: priced.currency,
    lines: priced.lines.map(toLine),
    problems: priced.problems.map(toProblem),
    totals: toTotals(priced.totals),
    shippingAddress: cart.shippingAddress ?? undefined,
    shippingOption: priced.shippingOption?.id ? priced.shippingOption : undefined,
    updatedAt: cart.updatedAt,
  };
}

export function toCheckout(checkout: Checkout): CheckoutReply {
  return {
    currency: checkout.currency,
    lines: checkout.lines.map(toLine),
    totals: toTotals(checkout.totals),
    shippingOption: checkout.shippingOption,
    shippingAddress: checkout.shippingAddress ?? undefined,
  };
}

const toLine = (line: PricedLine): LineReply => ({
  ...line,
  options: [...line.options],
  taxClass: TAX_CLASSES[line.taxClass],
  tax: line.tax ?? undefined,
});

const toTotals = (totals: Totals): TotalsReply => ({ ...totals, taxLines: [...totals.taxLines] });

const toProblem = (problem: Problem): ProblemReply => ({
  previous: undefined,
  current: undefined,
  ...problem,
});
