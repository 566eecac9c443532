import { addressForm, COUNTRY_CODES } from '@tradepost/addresses';
import { ACCOUNT } from '@tradepost/contracts/limits';
import { type Static, Type } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { nullable } from './shared.ts';

export const ByCountry = shape({
  code: Type.String({ pattern: '^[A-Za-z]{2}$', description: 'ISO 3166-1 alpha-2, such as GB' }),
});
export type ByCountry = Static<typeof ByCountry>;

export const InLocale = shape({
  locale: Type.String({
    pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$',
    maxLength: ACCOUNT.locale,
    default: 'en',
    description: 'BCP 47: language of the names; en where there are none',
  }),
});
export type InLocale = Static<typeof InLocale>;

const summary = {
  code: Type.String({ description: 'ISO 3166-1 alpha-2' }),
  name: Type.String(),
  delivered: Type.Boolean({ description: 'The shop delivers there' }),
};

export const CountrySummary = named('CountrySummary', shape(summary));
export type CountrySummary = Static<typeof CountrySummary>;

const AddressForm = named(
  'AddressForm',
  shape({
    city: Type.Boolean({ description: 'Addresses have a city' }),
    cityRequired: Type.Boolean(),
    postalCode: nullable(
      shape({
        word: Type.String({ description: 'postal, zip, pin or eircode' }),
        required: Type.Boolean(),
        example: nullable(Type.String()),
        beforeCity: Type.Boolean(),
      }),
    ),
    region: nullable(
      shape({
        word: Type.String({ description: 'state, province, county, prefecture …' }),
        required: Type.Boolean({ description: 'Without a region the address is refused' }),
        choices: Type.Array(shape({ value: Type.String(), name: Type.String() }), {
          description: 'Empty: free text',
        }),
      }),
    ),
  }),
);

export const Country = named('Country', shape({ ...summary, address: AddressForm }));
export type Country = Static<typeof Country>;

/** Sorted as readers of the language look for them. */
export function countriesIn(locale: string, delivered: ReadonlySet<string>): CountrySummary[] {
  const nameOf = namesIn(locale);
  const { compare } = new Intl.Collator(languageOf(locale));
  return COUNTRY_CODES.map((code) => ({ code, name: nameOf(code), delivered: delivered.has(code) })).sort(
    (a, b) => compare(a.name, b.name),
  );
}

/** Undefined: ISO 3166-1 has no such country. */
export function toCountry(code: string, locale: string, delivered: ReadonlySet<string>): Country | undefined {
  const form = addressForm(code);
  if (!form) return undefined;
  const { hasCity, isCityRequired, postalCode, region } = form;
  return {
    ...{ code, name: namesIn(locale)(code), delivered: delivered.has(code) },
    address: {
      ...{ city: hasCity, cityRequired: isCityRequired },
      postalCode: postalCode
        ? {
            ...{ word: postalCode.word, required: postalCode.isRequired },
            ...{ example: postalCode.example ?? null, beforeCity: postalCode.isFirst },
          }
        : null,
      region: region
        ? {
            word: region.word,
            required: region.isRequired,
            choices: region.choices.map((one) => ({ ...one })),
          }
        : null,
    },
  };
}

function namesIn(locale: string): (code: string) => string {
  const names = new Intl.DisplayNames(languageOf(locale), { type: 'region' });
  return (code) => names.of(code) ?? code;
}

/** A tag may have the right signs and still be none. */
function languageOf(locale: string): string {
  try {
    return Intl.DisplayNames.supportedLocalesOf([locale])[0] ?? 'en';
  } catch {
    return 'en';
  }
}
