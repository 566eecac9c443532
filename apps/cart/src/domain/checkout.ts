import { DomainError, equals, zero, type Money } from '@tradepost/decision';
import type { Address } from './address.ts';
import type { Line } from './cart.ts';
import { addressMissing, cartEmpty, errorFacts, missingField, moneyFact, type Fault } from './cart.errors.ts';
import { priceLines, withTax, type Offers, type Problem, type ProblemCode } from './pricing.ts';
import { NO_SHIPPING, pickShippingOption } from './shipping-options.ts';
import type { Checkout, PricedLine } from './snapshot.ts';
import type { ShopTerms } from './tariffs.ts';

/** What the buyer agreed to. */
export interface Terms {
  readonly shippingAddress: Address | null;
  /** Stands in for it when nothing is shipped. */
  readonly billingAddress?: Address | undefined;
  /** There is no cart that has an address or can be given one: the request must bring it. */
  readonly isWithoutCart?: boolean;
  /** Null: the cheapest. */
  readonly shippingOptionId: string | null;
  /** Absent: any total is accepted. */
  readonly expectedTotal?: Money | undefined;
}

/**
 * Prices the lines of an order, or refuses them; the refusal lists every line with the same problem.
 * @throws DomainError `request.invalid`, `cart.empty`, `variant.unavailable`, `stock.insufficient`, `currency.mixed`,
 * `shipping.unavailable`, `address.missing`, `price.drift`
 */
export function checkOut(chosen: readonly Line[], offers: Offers, terms: Terms, shop: ShopTerms): Checkout {
  if (chosen.length === 0) throw cartEmpty();
  const priced = priceLines(chosen, offers, shop.currency);
  const { currency, problems, shippedTotal } = priced;
  refuse(problems, 'variant.unavailable', 'Remove the lines listed in errors: they are no longer on sale.');
  refuse(problems, 'stock.insufficient', 'Lower the quantities listed in errors to what is in stock.');
  refuse(
    problems,
    'currency.mixed',
    `Order the lines listed in errors separately: they are not sold in ${currency}.`,
  );
  const { shippingOptionId, expectedTotal, isWithoutCart } = terms;
  if (shippedTotal && !terms.shippingAddress && isWithoutCart)
    throw missingField('shippingAddress', 'something of this order is shipped; billingAddress is not enough');
  const shippingOption = shippedTotal
    ? pickShippingOption(shop.tariffs, terms.shippingAddress?.country, shippedTotal, shippingOptionId)
    : { ...NO_SHIPPING, price: zero(currency) };
  const shippingAddress = terms.shippingAddress ?? terms.billingAddress;
  if (!shippingAddress) throw addressMissing();
  const { lines, totals } = withTax(priced, shippingOption.price, shippingAddress);
  if (expectedTotal && !equals(expectedTotal, totals.grand))
    throw priceDrift(expectedTotal, totals.grand, lines, problems);
  return { currency, lines, totals, shippingOption, shippingAddress };
}

function refuse(problems: readonly Problem[], code: ProblemCode, detail: string): void {
  const faults = problems.filter((problem) => problem.code === code).map(toFault);
  if (faults.length > 0) throw new DomainError('conflict', code, detail, errorFacts(faults));
}

const toFault = ({ code, detail, lineId, variantId, available }: Problem): Fault => ({
  code,
  detail,
  lineId,
  variantId,
  ...(available === undefined ? {} : { available }),
});

/** Lists each line whose price differs from the one that was last shown. */
function priceDrift(
  expected: Money,
  actual: Money,
  lines: readonly PricedLine[],
  problems: readonly Problem[],
): DomainError {
  const faults = problems.flatMap(({ code, detail, lineId, variantId, previous, current }) => {
    if (code !== 'price.changed' || !previous || !current) return [];
    const sku = lines.find(({ id }) => id === lineId)?.sku ?? '';
    return [
      { code, detail, lineId, variantId, sku, previous: moneyFact(previous), current: moneyFact(current) },
    ];
  });
  return new DomainError(
    'conflict',
    'price.drift',
    'The total is not the expected one; show the customer actualTotal and order again with it as expectedTotal.',
    {
      expectedTotal: moneyFact(expected),
      actualTotal: moneyFact(actual),
      ...errorFacts(faults),
    },
  );
}
