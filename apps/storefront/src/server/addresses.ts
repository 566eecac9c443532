import {
  addressForm,
  type AddressFault as RuleBroken,
  type AddressForm,
  COUNTRY_CODES,
  normaliseAddress,
} from '@tradepost/addresses';
import type {
  Address,
  AddressFault,
  AddressFaults,
  AddressValues,
  CountryChoice,
} from '../lib/address/address-values.ts';
import type { AddressForms, CheckoutValues } from '../features/checkout/answer.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import type { Shop } from './shop.ts';

/** Characters, as in the contract. */
const LONGEST = { name: 200, line1: 200, line2: 200, city: 100, region: 100, postalCode: 20, country: 2 };

/** Faults by field, according to the rules of the country; the services refuse by the same. */
export const addressFaults = (values: AddressValues): AddressFaults =>
  Object.fromEntries(normaliseAddress(values, LONGEST).faults.map((fault) => [fault.field, kindOf(fault)]));

/** The address for the API: as it will be stored, without parts that the country does not use. */
export function toAddress(values: AddressValues): Address {
  const { name, line1, line2, city, region, postalCode, country } = normaliseAddress(values, LONGEST).address;
  const hasRegion = addressForm(country)?.region !== undefined;
  return {
    ...{ name, line1, country },
    ...(line2 && { line2 }),
    ...(city && { city }),
    ...(region && hasRegion && { region }),
    ...(postalCode && { postalCode }),
  };
}

/** What a form asks for an address there. An unknown country is asked for what the first one has. */
export const formOf = (country: string): AddressForm =>
  addressForm(country) ?? {
    ...{ country, hasCity: true, isCityRequired: true },
    postalCode: { word: 'postal', isRequired: false, isFirst: false },
  };

export const formsOf = ({
  shipping,
  billing,
}: Pick<CheckoutValues, 'shipping' | 'billing'>): AddressForms => ({
  shipping: formOf(shipping.country),
  billing: formOf(billing.country),
});

export interface Countries {
  /** Those that the shop delivers to. */
  readonly delivered: readonly CountryChoice[];
  readonly all: readonly CountryChoice[];
}

const KEPT_MS = 60_000;
const kept = new Map<string, { readonly countries: Countries; readonly untilMs: number }>();

/** By their names in the language of the customer, sorted as its readers look for them. */
export async function countriesFor(shop: Shop): Promise<Countries> {
  const known = kept.get(shop.locale);
  if (known && known.untilMs > Date.now()) return known.countries;
  try {
    const params = { query: { locale: shop.locale } };
    const { items } = unwrap(await shop.api.GET('/api/v1/countries', { params }));
    const countries = { all: items, delivered: items.filter(({ delivered }) => delivered) };
    kept.set(shop.locale, { countries, untilMs: Date.now() + KEPT_MS });
    return countries;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // A list that cannot be had must not stop a purchase; an address that is not delivered to is refused later.
    return known?.countries ?? ownList(shop.locale);
  }
}

function ownList(locale: string): Countries {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const { compare } = new Intl.Collator(locale);
  const all = COUNTRY_CODES.map((code) => ({ code, name: names.of(code) ?? code })).sort((a, b) =>
    compare(a.name, b.name),
  );
  return { all, delivered: all };
}

function kindOf({ field, code }: RuleBroken): AddressFault {
  switch (code) {
    case 'field.required':
      return 'required';
    case 'field.too_long':
      return 'tooLong';
    case 'field.invalid':
      return field === 'country' ? 'country' : 'text';
    case 'country.unknown':
      return 'country';
    case 'postal_code.invalid':
      return 'postalCode';
    case 'region.unknown':
      return 'choice';
  }
}
