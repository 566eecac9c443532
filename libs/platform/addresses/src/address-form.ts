import { countryOf, type Country } from './countries.ts';

/** What a form asks for an address in one country; plain data, so that a server can send it to a browser. */
export interface AddressForm {
  readonly country: string;
  /** False: addresses there have none. */
  readonly hasCity: boolean;
  readonly isCityRequired: boolean;
  readonly postalCode?: {
    /** Its local name: `postal`, `zip`, `pin`, `eircode`. */
    readonly word: string;
    readonly isRequired: boolean;
    readonly example?: string;
    /** It is written before the city. */
    readonly isFirst: boolean;
  };
  readonly region?: {
    /** `state`, `province`, `county`, `prefecture` … */
    readonly word: string;
    readonly isRequired: boolean;
    /** Empty: free text. */
    readonly choices: readonly { readonly value: string; readonly name: string }[];
  };
}

/** Where the region is written as a code, so that nothing else is one. */
const CODED = new Set(['US', 'CA', 'AU']);

/** Undefined: ISO 3166-1 has no such country. */
export function addressForm(code: string): AddressForm | undefined {
  const country = countryOf(code);
  if (!country) return undefined;
  const { format, required, postalWord, postalPattern, postalExamples } = country;
  const hasPostalCode = format.includes('Z') || postalPattern !== undefined;
  const [example] = postalExamples;
  return {
    country: code,
    hasCity: format.includes('C'),
    isCityRequired: required.includes('C'),
    ...(hasPostalCode && {
      postalCode: {
        word: postalWord,
        isRequired: required.includes('Z'),
        ...(example && { example }),
        isFirst: /Z.*C/.test(format),
      },
    }),
    ...(hasRegion(country) && { region: regionOf(country) }),
  };
}

/** A territory with a country code of its own needs no state beside it. */
const hasRegion = ({ format, regions, required, regionWord }: Country): boolean =>
  format.includes('S') && !(regions.length === 0 && regionWord === 'state' && required.includes('Z'));

const regionOf = (country: Country): NonNullable<AddressForm['region']> => ({
  word: country.regionWord,
  isRequired: isRegionRequired(country),
  choices: country.regions.map(({ code, name }) => ({ value: isCoded(country) ? code : name, name })),
});

/** A region instead of a city (United Arab Emirates), or one that carriers need beside it. */
export const isRegionRequired = (country: Country): boolean =>
  isCoded(country) || (country.required.includes('S') && !country.required.includes('C'));

export const isCoded = ({ code }: Country): boolean => CODED.has(code);
