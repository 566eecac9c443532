import { isCoded, isRegionRequired } from './address-form.ts';
import { codeInsteadOf, countryOf, type Country, type Region } from './countries.ts';
import { lineFault, tidyLine } from './line-of-text.ts';
import { isPostalCode, tidyPostalCode } from './postal-code.ts';
import { regionCodeOf, regionKey } from './region-names.ts';

/** A postal address; empty text where a part is not given. */
export interface PostalAddress {
  readonly name: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export type AddressField = keyof PostalAddress;

export type AddressFaultCode =
  | 'field.required'
  | 'field.too_long'
  | 'field.invalid'
  | 'country.unknown'
  | 'postal_code.invalid'
  | 'region.unknown';

export interface AddressFault {
  readonly field: AddressField;
  readonly code: AddressFaultCode;
  /** The rule and the remedy, to follow the name of the field. */
  readonly rule: string;
}

const FIELDS: readonly AddressField[] = ['name', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'];

/** Parts that are codes: what can't be seen in them goes instead of being refused. */
const CODES: readonly AddressField[] = ['postalCode', 'country'];
const UNSEEN = /\p{Cf}/gu;

/**
 * The address as it is stored and printed, with all faults by the rules of its country. Trimmed, blank when nothing can be seen; the postal code as the
 * post writes it; a region that is missing is taken from the postal code where that tells it.
 * @param longest characters of each field
 */
export function normaliseAddress(
  given: PostalAddress,
  longest: Readonly<Record<AddressField, number>>,
): { readonly address: PostalAddress; readonly faults: readonly AddressFault[] } {
  const trimmed = Object.fromEntries(
    FIELDS.map((field) => [field, tidyLine(withoutUnseen(field, given[field]))]),
  ) as Record<AddressField, string>;
  const code = trimmed.country.normalize('NFKC').toUpperCase();
  const country = countryOf(code);
  const postalCode = country ? tidyPostalCode(trimmed.postalCode, country) : trimmed.postalCode;
  const region = country ? regionIn(country, trimmed.region, postalCode) : trimmed.region;
  const address = { ...trimmed, country: code, postalCode, region };
  const faults = FIELDS.flatMap(
    (field) => faultOf(field, given[field], address, longest[field], country) ?? [],
  );
  return { address, faults };
}

const withoutUnseen = (field: AddressField, text: string): string =>
  CODES.includes(field) ? text.replace(UNSEEN, '') : text;

function faultOf(
  field: AddressField,
  given: string,
  address: PostalAddress,
  most: number,
  country: Country | undefined,
): AddressFault | undefined {
  const fault = (code: AddressFaultCode, rule: string): AddressFault => ({ field, code, rule });
  const value = address[field];
  const noLine = lineFault(withoutUnseen(field, given));
  if (noLine) return fault('field.invalid', noLine);
  if (value === '')
    return isRequired(field, address, country)
      ? fault('field.required', 'is required and must not be blank.')
      : undefined;
  if (field === 'country') return country ? undefined : countryFault(value, fault);
  if (value.length > most)
    return fault('field.too_long', `must have at most ${most} characters; it has ${value.length}.`);
  if (!country) return undefined;
  if (field === 'postalCode' && country.required.includes('Z') && !isPostalCode(value, country))
    return fault(
      'postal_code.invalid',
      `must be a postal code of ${country.code}, such as ${country.postalExamples[0]}.`,
    );
  if (field === 'region' && isCoded(country) && !country.regions.some(({ code }) => code === value))
    return fault('region.unknown', `must be a ${regionsIn(country)}.`);
  return undefined;
}

function regionsIn({ code, regionWord, regions }: Country): string {
  const [first] = regions;
  return `${regionWord} of ${code}, by its code or its name, such as ${first?.code} or ${first?.name}`;
}

function countryFault(
  value: string,
  fault: (code: AddressFaultCode, rule: string) => AddressFault,
): AddressFault {
  if (!/^[A-Z]{2}$/.test(value))
    return fault('field.invalid', 'must be an ISO 3166-1 alpha-2 code, such as GB.');
  const instead = codeInsteadOf(value);
  const remedy = instead ? `use ${instead}.` : 'use one that is assigned, such as GB.';
  return fault('country.unknown', `must be an ISO 3166-1 alpha-2 code; ${value} is none: ${remedy}`);
}

function isRequired(
  field: AddressField,
  { city, postalCode }: PostalAddress,
  country: Country | undefined,
): boolean {
  switch (field) {
    case 'line2':
      return false;
    case 'city':
      return country ? country.required.includes('C') : true;
    case 'postalCode':
      return country?.required.includes('Z') ?? false;
    case 'region':
      if (!country || !isRegionRequired(country)) return false;
      // A few codes lie in two regions; they are enough for the post. Where there is no city, what was written as one will do.
      return isCoded(country) ? regionsOfCode(country, postalCode).length === 0 : city === '';
    default:
      return true;
  }
}

/** As written there; taken from the postal code when it is missing and the code tells it. */
function regionIn(country: Country, region: string, postalCode: string): string {
  if (region === '') {
    const [only, ...others] = country.required.includes('S') ? regionsOfCode(country, postalCode) : [];
    if (!only || others.length > 0) return '';
    return isCoded(country) ? only.code : only.name;
  }
  if (!isCoded(country)) return region;
  // As in ISO 3166-2: `US-NY`.
  const wanted = regionKey(region.replace(new RegExp(`^${country.code}-`, 'i'), ''));
  const known = country.regions.find(
    ({ code, name }) => regionKey(code) === wanted || regionKey(name) === wanted,
  );
  return known?.code ?? regionCodeOf(country.code, region) ?? region;
}

const regionsOfCode = ({ regions }: Country, postalCode: string): Region[] =>
  regions.filter(({ postalCodes }) => postalCodes?.test(postalCode));
