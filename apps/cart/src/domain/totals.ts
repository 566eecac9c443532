import { add, money, share, subtract, sum, type Money } from '@tradepost/decision';
import type { TaxRule } from './tax-rates.ts';

/** Sums of a cart or an order: grand = items − discount + shipping (+ tax unless it is included). */
export interface Totals {
  readonly items: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly grand: Money;
  readonly taxIncluded: boolean;
}

export interface Amounts {
  readonly currency: string;
  /** Total of each line. */
  readonly lines: readonly Money[];
  /** Never more than the sum of the lines. */
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: TaxRule;
}

/**
 * Tax is computed and rounded half up for each line, the discount and shipping separately, and then added, so that the
 * tax shown with a line is the one in the total. Rounding never affects the other totals.
 */
export function totalsOf({ currency, lines, discount, shipping, tax: rule }: Amounts): Totals {
  const items = sum(lines, currency);
  const lineTax = sum(
    lines.map((line) => taxOf(line, rule)),
    currency,
  );
  const tax = notBelowZero(add(subtract(lineTax, taxOf(discount, rule)), taxOf(shipping, rule)));
  const net = add(subtract(items, discount), shipping);
  return {
    items,
    discount,
    shipping,
    tax,
    grand: rule.isIncluded ? net : add(net, tax),
    taxIncluded: rule.isIncluded,
  };
}

/** The tax in (or on) one amount. */
export function taxOf(amount: Money, { rate, isIncluded }: TaxRule): Money {
  return share(amount, rate, isIncluded ? 10_000 + rate : 10_000);
}

// The tax of a 100 % discount may be rounded up where the tax of the lines was rounded down.
const notBelowZero = (amount: Money): Money => money(Math.max(0, amount.amountMinor), amount.currency);
