import { money, type Money } from '@tradepost/decision';
import { shippingUnavailable } from './cart.errors.ts';

/** A way to send one cart. */
export type ShippingOption = {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
  readonly minDays: number;
  readonly maxDays: number;
};

type Tariff = {
  readonly id: string;
  readonly name: string;
  readonly minDays: number;
  readonly maxDays: number;
  /** Minor units by currency; a cart in another currency is not served. */
  readonly price: Readonly<Record<string, number>>;
  /** Free from this worth of goods on, by currency. */
  readonly freeFrom?: Readonly<Record<string, number>>;
};

type Zone = { readonly serves: (country: string) => boolean; readonly tariffs: readonly Tariff[] };

const EUROPEAN_UNION = new Set(
  'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);
const HOME = new Set(['GB', 'IM', 'JE', 'GG']);

/** The first zone that serves a country counts. An option keeps its id in every zone, so a choice survives a move. */
const ZONES: readonly Zone[] = [
  {
    serves: (country) => HOME.has(country),
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
    serves: (country) => EUROPEAN_UNION.has(country),
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
    serves: () => true,
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

/** Ways to send goods of this worth, cheapest first; none while there is no destination. */
export function shippingOptions(country: string | undefined, goods: Money): ShippingOption[] {
  const zone = country === undefined ? undefined : ZONES.find(({ serves }) => serves(country));
  return (zone?.tariffs ?? [])
    .flatMap((tariff) => priced(tariff, goods))
    .sort((a, b) => a.price.amountMinor - b.price.amountMinor || a.maxDays - b.maxDays);
}

/**
 * The chosen option, the cheapest when none is chosen.
 * @throws DomainError `shipping.unavailable`
 */
export function pickShippingOption(
  country: string | undefined,
  goods: Money,
  chosenId: string | null,
): ShippingOption {
  if (country === undefined) throw shippingUnavailable('There is no address to send it to yet.');
  const options = shippingOptions(country, goods);
  const picked = chosenId ? options.find(({ id }) => id === chosenId) : options[0];
  if (picked) return picked;
  const what = chosenId ? `"${chosenId.slice(0, 50)}"` : 'Nothing';
  throw shippingUnavailable(`${what} does not send this cart to ${country}.`);
}

function priced({ price, freeFrom, ...tariff }: Tariff, goods: Money): ShippingOption[] {
  const regular = price[goods.currency];
  if (regular === undefined) return [];
  const isFree = goods.amountMinor >= (freeFrom?.[goods.currency] ?? Infinity);
  const { id, name, minDays, maxDays } = tariff;
  return [{ id, name, minDays, maxDays, price: money(isFree ? 0 : regular, goods.currency) }];
}
