import { isCountry } from '@tradepost/addresses';
import { money, type Money } from '@tradepost/decision';
import { shippingUnavailable } from './cart.errors.ts';

/** How a cart can be shipped. */
export interface ShippingOption {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
  readonly minDays: number;
  readonly maxDays: number;
}

/** Stands for the option of an order of which nothing is shipped; its price is 0. */
export const NO_SHIPPING: Omit<ShippingOption, 'price'> = { id: '', name: '', minDays: 0, maxDays: 0 };

interface Tariff {
  readonly id: string;
  readonly name: string;
  readonly minDays: number;
  readonly maxDays: number;
  /** Minor units by currency; not available to carts in other currencies. */
  readonly price: Readonly<Record<string, number>>;
  /** Free from this value of items, by currency. */
  readonly freeFrom?: Readonly<Record<string, number>>;
}

interface Zone {
  readonly includes: (country: string) => boolean;
  readonly tariffs: readonly Tariff[];
}

const EUROPEAN_UNION = new Set(
  'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);
const HOME = new Set(['GB', 'IM', 'JE', 'GG']);

/** The first zone that includes the country applies. Ids are the same in all zones, so a choice survives a new address. */
const ZONES: readonly Zone[] = [
  {
    includes: (country) => HOME.has(country),
    tariffs: [
      {
        id: 'standard',
        name: 'Standard delivery',
        minDays: 2,
        maxDays: 4,
        price: { GBP: 395, EUR: 450, USD: 495 },
        freeFrom: { GBP: 5000, EUR: 5800, USD: 6500 },
      },
      {
        id: 'nominated',
        name: 'Delivery on a chosen day',
        minDays: 2,
        maxDays: 7,
        price: { GBP: 595, EUR: 695, USD: 750 },
      },
      {
        id: 'express',
        name: 'Express delivery, next working day',
        minDays: 1,
        maxDays: 1,
        price: { GBP: 795, EUR: 925, USD: 995 },
      },
    ],
  },
  {
    includes: (country) => EUROPEAN_UNION.has(country),
    tariffs: [
      {
        id: 'standard',
        name: 'Standard delivery to the European Union',
        minDays: 4,
        maxDays: 8,
        price: { GBP: 995, EUR: 1150, USD: 1250 },
        freeFrom: { GBP: 15000, EUR: 17500, USD: 19500 },
      },
      {
        id: 'express',
        name: 'Express delivery to the European Union',
        minDays: 2,
        maxDays: 3,
        price: { GBP: 1995, EUR: 2300, USD: 2500 },
      },
    ],
  },
  {
    includes: isCountry,
    tariffs: [
      {
        id: 'standard',
        name: 'International delivery',
        minDays: 7,
        maxDays: 21,
        price: { GBP: 1495, EUR: 1725, USD: 1895 },
      },
      {
        id: 'express',
        name: 'International express delivery',
        minDays: 3,
        maxDays: 6,
        price: { GBP: 2995, EUR: 3450, USD: 3795 },
      },
    ],
  },
];

/** Cheapest first; none while the destination is not known. */
export function shippingOptions(country: string | undefined, itemsTotal: Money): ShippingOption[] {
  const zone = country === undefined ? undefined : ZONES.find(({ includes }) => includes(country));
  return (zone?.tariffs ?? [])
    .flatMap((tariff) => priced(tariff, itemsTotal))
    .sort((a, b) => a.price.amountMinor - b.price.amountMinor || a.maxDays - b.maxDays);
}

/**
 * The chosen option, or the cheapest when none is chosen.
 * @throws DomainError `shipping.unavailable`
 */
export function pickShippingOption(
  country: string | undefined,
  itemsTotal: Money,
  chosenId: string | null,
): ShippingOption {
  if (country === undefined) throw shippingUnavailable('There is no shipping address yet; set one first.');
  const options = shippingOptions(country, itemsTotal);
  const picked = chosenId ? options.find(({ id }) => id === chosenId) : options[0];
  if (picked) return picked;
  throw shippingUnavailable(
    chosenId
      ? `Shipping option "${chosenId.slice(0, 50)}" is not available for this cart and ${country}; choose a listed one.`
      : `There is no shipping option for this cart to ${country}; change the shipping address.`,
  );
}

function priced({ price, freeFrom, ...tariff }: Tariff, itemsTotal: Money): ShippingOption[] {
  const regular = price[itemsTotal.currency];
  if (regular === undefined) return [];
  const isFree = itemsTotal.amountMinor >= (freeFrom?.[itemsTotal.currency] ?? Infinity);
  const { id, name, minDays, maxDays } = tariff;
  return [{ id, name, minDays, maxDays, price: money(isFree ? 0 : regular, itemsTotal.currency) }];
}
