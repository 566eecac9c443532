import type { Faults } from './faults.ts';
import type { PriceTier } from './pricing.ts';

/** As it comes over the wire. */
export type MoneyInput = { readonly amountMinor: number; readonly currency: string };

export type PricesInput = {
  readonly price?: MoneyInput | undefined;
  readonly compareAtPrice?: MoneyInput | undefined;
  readonly tiers: readonly { readonly minQuantity: number; readonly price?: MoneyInput | undefined }[];
};

export type Prices = {
  readonly currency: string;
  readonly priceMinor: number;
  readonly compareAtMinor: number | null;
  readonly tiers: readonly PriceTier[];
};

/** A thousand million in minor units; a line of 999 999 of them is still an exact number. */
const LARGEST_PRICE = 1_000_000_000;
const LARGEST_QUANTITY = 999_999;
const MOST_TIERS = 50;

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** Reads the prices of one variant; `at` is the path of the thing they belong to, such as `variants[2].`. */
export function readPrices(input: PricesInput, at: string, faults: Faults): Prices {
  if (!input.price) faults.add(`${at}price`, 'field.required', 'Give the price of one.');
  const currency = input.price?.currency ?? '';
  if (input.price && !currencies.has(currency))
    faults.add(`${at}price.currency`, 'currency.unknown', `"${currency}" is no ISO 4217 currency.`);
  const amount = (field: string, money: MoneyInput | undefined): number => {
    if (!money) return 0;
    if (money.currency !== currency)
      faults.add(field, 'currency.mixed', `Use ${currency}, as in the price, not "${money.currency}".`);
    return faults.whole(field, money.amountMinor, { min: 0, max: LARGEST_PRICE });
  };
  const priceMinor = amount(`${at}price`, input.price);
  const compareAtMinor = input.compareAtPrice ? amount(`${at}compareAtPrice`, input.compareAtPrice) : null;
  const tiers = input.tiers.map((tier, i) => {
    const field = `${at}tiers[${i}]`;
    faults.whole(`${field}.minQuantity`, tier.minQuantity, { min: 2, max: LARGEST_QUANTITY });
    if (!tier.price) faults.add(`${field}.price`, 'field.required', 'Give the price of one.');
    return { minQuantity: tier.minQuantity, amountMinor: amount(`${field}.price`, tier.price) };
  });
  faults.atMost(`${at}tiers`, tiers.length, MOST_TIERS);
  tiers.forEach((tier, i) => {
    if (tiers.findIndex((other) => other.minQuantity === tier.minQuantity) < i)
      faults.add(
        `${at}tiers[${i}].minQuantity`,
        'tier.duplicate',
        `${tier.minQuantity} has a price already.`,
      );
  });
  return { currency, priceMinor, compareAtMinor, tiers: tiers.sort((a, b) => a.minQuantity - b.minQuantity) };
}
