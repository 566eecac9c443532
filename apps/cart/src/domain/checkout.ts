import { DomainError, equals, type Money } from '@tradepost/decision';
import type { Address } from './address.ts';
import type { Line } from './cart.ts';
import { cartEmpty, listed, shown, type Fault } from './cart.errors.ts';
import { inCurrency, priceLines, type Offers, type Problem, type ProblemCode } from './pricing.ts';
import { pickShippingOption } from './shipping-options.ts';
import type { Checkout, PricedLine } from './snapshot.ts';
import { taxRule } from './tax-rates.ts';
import { totalsOf } from './totals.ts';

/** What the buyer agreed to. */
export type Terms = {
  readonly shippingAddress: Address | null;
  /** Null: the cheapest. */
  readonly shippingOptionId: string | null;
  /** Absent: whatever it costs. */
  readonly expectedTotal?: Money | undefined;
};

/**
 * Prices what is bought, or refuses it with everything that keeps it from being bought.
 * @throws DomainError `cart.empty`, `variant.unavailable`, `stock.insufficient`, `currency.mixed`,
 * `shipping.unavailable`, `price.drift`
 */
export function checkOut(
  chosen: readonly Line[],
  offers: Offers,
  terms: Terms,
  shopCurrency: string,
): Checkout {
  if (chosen.length === 0) throw cartEmpty();
  const { currency, lines, problems, discount, goods } = priceLines(chosen, offers, shopCurrency);
  refuse(problems, 'variant.unavailable', 'Something in the cart is no longer on sale.');
  refuse(problems, 'stock.insufficient', 'There is less of something than the cart asks for.');
  refuse(problems, 'currency.mixed', `Not everything in the cart is sold in ${currency}.`);
  const { shippingAddress, shippingOptionId, expectedTotal } = terms;
  const country = shippingAddress?.country;
  const shippingOption = pickShippingOption(country, goods, shippingOptionId);
  const totals = totalsOf({
    currency,
    lines: inCurrency(lines, currency),
    discount,
    shipping: shippingOption.price,
    tax: taxRule(country),
  });
  if (expectedTotal && !equals(expectedTotal, totals.grand))
    throw priceDrift(expectedTotal, totals.grand, lines, problems);
  return { currency, lines, totals, shippingOption, shippingAddress };
}

function refuse(problems: readonly Problem[], code: ProblemCode, detail: string): void {
  const faults = problems.filter((problem) => problem.code === code).map(toFault);
  if (faults.length > 0) throw new DomainError('conflict', code, detail, listed(faults));
}

const toFault = ({ code, detail, lineId, variantId, available }: Problem): Fault => ({
  code,
  detail,
  lineId,
  variantId,
  ...(available === undefined ? {} : { available }),
});

/** Names each line whose price is no longer the one the shopper was last told. */
function priceDrift(
  expected: Money,
  actual: Money,
  lines: readonly PricedLine[],
  problems: readonly Problem[],
): DomainError {
  const faults = problems.flatMap(({ code, detail, lineId, variantId, previous, current }) => {
    if (code !== 'price.changed' || !previous || !current) return [];
    const sku = lines.find(({ id }) => id === lineId)?.sku ?? '';
    return [{ code, detail, lineId, variantId, sku, previous: shown(previous), current: shown(current) }];
  });
  return new DomainError('conflict', 'price.drift', 'The total is not the expected one any more.', {
    expectedTotal: shown(expected),
    actualTotal: shown(actual),
    ...listed(faults),
  });
}
