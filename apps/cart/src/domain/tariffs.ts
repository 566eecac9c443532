import { COUNTRY_CODES, isCountry } from '@tradepost/addresses';

/** One way of shipping to a zone, such as express. */
export interface Tariff {
  /** Lower-case letters, digits and dashes. The same in all zones, so that a choice survives a new address. */
  readonly id: string;
  readonly name: string;
  readonly minDays: number;
  readonly maxDays: number;
  /** Minor units by currency; not available to carts in other currencies. */
  readonly price: Readonly<Record<string, number>>;
  /** Free from this value of the items that are shipped, by currency. */
  readonly freeFrom?: Readonly<Record<string, number>>;
}

/** Countries with the same tariffs. The first zone that has a country applies. */
export interface Zone {
  readonly name: string;
  /** ISO 3166-1 alpha-2; `*`: all that no zone before has. */
  readonly countries: readonly string[] | '*';
  /** Not delivered to, though `countries` is `*`. */
  readonly except?: readonly string[];
  readonly tariffs: readonly Tariff[];
}

/** What the shop itself decides about prices. */
export interface ShopTerms {
  /** Of an empty cart. */
  readonly currency: string;
  readonly tariffs: readonly Zone[];
}

const isIn = ({ countries, except }: Zone, country: string): boolean =>
  countries === '*' ? isCountry(country) && !except?.includes(country) : countries.includes(country);

/** None: the shop does not deliver there. */
export const tariffsTo = (zones: readonly Zone[], country: string): readonly Tariff[] =>
  zones.find((zone) => isIn(zone, country))?.tariffs ?? [];

/** The countries that the shop delivers to, by their codes. */
export const destinations = (zones: readonly Zone[]): string[] =>
  COUNTRY_CODES.filter((country) => tariffsTo(zones, country).length > 0);

/** Faults of tariffs for a shop that sells in this currency: what has no price in it, and how to add one. */
export const faultsOfCurrency = (zones: readonly Zone[], currency: string): string[] =>
  zones
    .filter(({ tariffs }) => !tariffs.some(({ price }) => Object.hasOwn(price, currency)))
    .map(
      ({ name }) => `the zone "${name}" has no tariff in ${currency}: add "${currency}" to a "price" there`,
    );
