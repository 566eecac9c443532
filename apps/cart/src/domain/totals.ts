import { add, money, share, subtract, sum, type Money } from '@tradepost/decision';
import type { TaxRule } from './tax-rates.ts';

/** Sums of a cart or an order: grand = items − discount + shipping (+ tax unless it is included). */
export type Totals = {
  readonly items: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly grand: Money;
  readonly taxIncluded: boolean;
};

export type Amounts = {
  readonly currency: string;
  /** Total of each line. */
  readonly lines: readonly Money[];
  /** What promotions take off; never more than the lines are worth. */
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: TaxRule;
};

/**
 * Tax is taken from each line, from the discount and from shipping, each rounded half up, and then added:
 * so the tax shown beside a line is the one that was summed. Rounding never touches the other sums.
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

// A discount of everything may be rounded up where the lines were rounded down.
const notBelowZero = (amount: Money): Money => money(Math.max(0, amount.amountMinor), amount.currency);
