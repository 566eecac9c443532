import { add, share, subtract, sum, zero, type Money } from '@tradepost/decision';
import { apportion } from './apportion.ts';

/** What is taxed at one rate: lines after their parts of the discount, and their part of the shipping. */
export interface TaxLine {
  /** Hundredths of a percent. */
  readonly rate: number;
  /** Without the tax. */
  readonly net: Money;
  readonly tax: Money;
}

/** Sums of a cart or an order: grand = items − discount + shipping (+ tax unless it is included). */
export interface Totals {
  readonly items: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly grand: Money;
  readonly taxIncluded: boolean;
  /** Highest rate first; Σ tax = `tax`, Σ net + tax = `grand`. Empty: the destination is not known yet. */
  readonly taxLines: readonly TaxLine[];
}

/** A line as far as its tax depends on it. */
export interface TaxedLine {
  readonly total: Money;
  /** Hundredths of a percent. */
  readonly rate: number;
  readonly requiresShipping: boolean;
}

export interface Amounts {
  readonly currency: string;
  readonly lines: readonly TaxedLine[];
  /** Never more than the sum of the lines. */
  readonly discount: Money;
  readonly shipping: Money;
  /** Rate of shipping without a line to ship. */
  readonly shippingRate: number;
  /** True: prices contain the tax; false: it is added to them. */
  readonly taxIncluded: boolean;
}

/** The sums, and the tax of each line. */
export interface Taxed {
  readonly totals: Totals;
  readonly lineTaxes: readonly Money[];
}

/**
 * Tax is rounded half up for each line after its part of the discount, and for the shipping at each rate, and then
 * added, so that the tax shown with a line is the one in the total. Shipping is ancillary to what is shipped: it is taxed
 * like it, in proportion to the values (ADR 35). Rounding never affects the other totals.
 */
export function totalsOf({ currency, lines, discount, shipping, shippingRate, taxIncluded }: Amounts): Taxed {
  const items = sum(
    lines.map(({ total }) => total),
    currency,
  );
  const values = afterDiscount(lines, discount);
  const lineTaxes = lines.map(({ rate }, i) => taxOf(values[i] as Money, rate, taxIncluded));
  const byRate = new Map<number, { value: Money; tax: Money }>();
  const count = (rate: number, value: Money, tax: Money): void => {
    const known = byRate.get(rate);
    byRate.set(rate, known ? { value: add(known.value, value), tax: add(known.tax, tax) } : { value, tax });
  };
  lines.forEach(({ rate }, i) => count(rate, values[i] as Money, lineTaxes[i] as Money));
  for (const { rate, value } of shippingByRate(lines, shipping, shippingRate))
    count(rate, value, taxOf(value, rate, taxIncluded));
  const taxLines = [...byRate]
    .sort(([a], [b]) => b - a)
    .map(([rate, { value, tax }]) => ({ rate, net: taxIncluded ? subtract(value, tax) : value, tax }));
  const tax = sum(
    taxLines.map((line) => line.tax),
    currency,
  );
  const net = add(subtract(items, discount), shipping);
  const grand = taxIncluded ? net : add(net, tax);
  return { totals: { items, discount, shipping, tax, grand, taxIncluded, taxLines }, lineTaxes };
}

/** The tax in (or on) one amount. */
export function taxOf(amount: Money, rate: number, isIncluded: boolean): Money {
  return share(amount, rate, isIncluded ? 10_000 + rate : 10_000);
}

function afterDiscount(lines: readonly TaxedLine[], discount: Money): Money[] {
  if (discount.amountMinor === 0) return lines.map(({ total }) => total);
  const parts = apportion(
    discount,
    lines.map(({ total }) => total.amountMinor),
  );
  return lines.map(({ total }, i) => subtract(total, parts[i] as Money));
}

/** The parts of the shipping price that are taxed at each rate, by the values of what is shipped. */
function shippingByRate(
  lines: readonly TaxedLine[],
  shipping: Money,
  shippingRate: number,
): { rate: number; value: Money }[] {
  if (shipping.amountMinor === 0) return [];
  const shipped = lines.filter(({ requiresShipping }) => requiresShipping);
  const rates = [...new Set(shipped.map(({ rate }) => rate))];
  if (rates.length <= 1) return [{ rate: rates[0] ?? shippingRate, value: shipping }];
  const values = rates.map(
    (rate) =>
      sum(
        shipped.filter((line) => line.rate === rate).map(({ total }) => total),
        shipping.currency,
      ).amountMinor,
  );
  const parts = apportion(shipping, values);
  return rates.map((rate, i) => ({ rate, value: parts[i] ?? zero(shipping.currency) }));
}
