import { AMOUNT_MINOR, PRODUCT, QUANTITY } from '@tradepost/contracts/limits';
import { DomainError, isCurrency } from '@tradepost/decision';
import type { FieldErrors } from './field-errors.ts';
import { isSame } from './is-same.ts';
import type { PriceTier } from './pricing.ts';

/** An amount as a request has it. */
export interface MoneyInput {
  readonly amountMinor: number;
  readonly currency: string;
}

export interface PricesInput {
  readonly price?: MoneyInput | undefined;
  readonly compareAtPrice?: MoneyInput | undefined;
  readonly tiers: readonly { readonly minQuantity: number; readonly price?: MoneyInput | undefined }[];
}

export interface Prices {
  readonly currency: string;
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  readonly tiers: readonly PriceTier[];
}

/**
 * Reads the prices of one variant. A former price that is not higher than the price is no reduction: it is none. `at` is
 * the path of the variant in the request, such as `variants[2].`.
 */
export function readPrices(input: PricesInput, at: string, errors: FieldErrors): Prices {
  const currency = readCurrency(input.price, at, errors);
  const amount = (field: string, money: MoneyInput | undefined): number => {
    if (!money) return 0;
    if (money.currency !== currency)
      errors.add(field, 'currency.mixed', `Use ${currency}, as in the price, not "${money.currency}".`);
    return errors.wholeNumber(field, money.amountMinor, { min: 0, max: AMOUNT_MINOR.price });
  };
  const priceMinor = amount(`${at}price`, input.price);
  const former = input.compareAtPrice ? amount(`${at}compareAtPrice`, input.compareAtPrice) : null;
  const compareAtMinor = former !== null && former > priceMinor ? former : null;
  const tiers = readTiers(input.tiers, `${at}tiers`, amount, errors);
  return { currency, priceMinor, compareAtMinor, tiers };
}

/**
 * The prices to store for a variant that has `current` ones; undefined when they are the same.
 * @throws DomainError `currency.mixed`: all variants of a product have one currency
 */
export function changedPrices(current: Prices, wanted: Prices): Prices | undefined {
  const { currency } = current;
  if (wanted.currency !== currency)
    throw new DomainError(
      'invalid',
      'currency.mixed',
      `price.currency: This product is sold in ${currency}.`,
      {
        currency,
      },
    );
  return isSame(current, wanted) ? undefined : wanted;
}

function readCurrency(price: MoneyInput | undefined, at: string, errors: FieldErrors): string {
  if (!price) errors.add(`${at}price`, 'field.required', 'Give the price of one piece.');
  const currency = price?.currency ?? '';
  if (price && !isCurrency(currency))
    errors.add(`${at}price.currency`, 'currency.unknown', `"${currency}" is not an ISO 4217 currency code.`);
  return currency;
}

/** In ascending order of their quantities. */
function readTiers(
  tiers: PricesInput['tiers'],
  at: string,
  amount: (field: string, money: MoneyInput | undefined) => number,
  errors: FieldErrors,
): PriceTier[] {
  const read = errors.list(at, tiers, PRODUCT.tiers).map(({ minQuantity, price }, i) => {
    const field = `${at}[${i}]`;
    errors.wholeNumber(`${field}.minQuantity`, minQuantity, { min: 2, max: QUANTITY.max });
    if (!price) errors.add(`${field}.price`, 'field.required', 'Give the price of one piece.');
    if (tiers.findIndex((other) => other.minQuantity === minQuantity) < i)
      errors.add(`${field}.minQuantity`, 'tier.duplicate', `Give one price for ${minQuantity}.`);
    return { minQuantity, amountMinor: amount(`${field}.price`, price) };
  });
  return read.sort((a, b) => a.minQuantity - b.minQuantity);
}
