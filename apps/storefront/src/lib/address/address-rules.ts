import type { Schema } from '@tradepost/api-client';
import { isCountry, ruleOf } from './countries.ts';
import { fieldText } from '../field-text.ts';

export type Address = Schema<'Address'>;

export const ADDRESS_FIELDS = [
  'name',
  'line1',
  'line2',
  'city',
  'region',
  'postalCode',
  'country',
] as const satisfies readonly (keyof Address)[];

export type AddressField = (typeof ADDRESS_FIELDS)[number];

/** The values as typed. */
export type AddressValues = Record<AddressField, string>;

export type AddressFault = 'required' | 'tooLong' | 'postalCode' | 'choice' | 'country';

export type AddressFaults = Partial<Record<AddressField, AddressFault>>;

const LONGEST = { name: 200, line1: 200, line2: 200, city: 100, region: 100, postalCode: 20, country: 2 };

/** Reads the fields of `AddressFields` with the same prefix. */
export const readAddress = (form: FormData, prefix: string): AddressValues =>
  Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, fieldText(form, prefix + field)]),
  ) as AddressValues;

export const valuesOf = (address: Address | null | undefined): AddressValues =>
  Object.fromEntries(ADDRESS_FIELDS.map((field) => [field, address?.[field] ?? ''])) as AddressValues;

/** Faults by field, according to the rules of the country. */
export function addressFaults(values: AddressValues): AddressFaults {
  if (!isCountry(values.country)) return { country: 'country' };
  const { region, postalPattern } = ruleOf(values.country);
  const faults: AddressFaults = {};
  for (const field of ADDRESS_FIELDS) {
    const value = values[field].trim();
    const isRequired = field !== 'line2' && (field !== 'region' || (region?.isRequired ?? false));
    if (isRequired && value === '') faults[field] = 'required';
    else if (value.length > LONGEST[field]) faults[field] = 'tooLong';
  }
  if (!faults.postalCode && !postalPattern.test(tidyCode(values.postalCode)))
    faults.postalCode = 'postalCode';
  if (!faults.region && region?.choices && !region.choices.includes(values.region.trim()))
    faults.region = 'choice';
  return faults;
}

/** The address for the API: trimmed, without parts that the country does not use. */
export function toAddress(values: AddressValues): Address {
  const { region: rule } = ruleOf(values.country);
  const line2 = values.line2.trim();
  const region = rule ? values.region.trim() : '';
  return {
    name: values.name.trim(),
    line1: values.line1.trim(),
    ...(line2 && { line2 }),
    city: values.city.trim(),
    ...(region && { region }),
    postalCode: withBlank(tidyCode(values.postalCode), values.country),
    country: values.country,
  };
}

const tidyCode = (code: string): string => code.trim().toUpperCase().replace(/\s+/g, ' ');

/** Restores the space in British postcodes, which customers omit and carriers require. */
const withBlank = (code: string, country: string): string =>
  country === 'GB' ? code.replace(/^(\S+?) ?(\d[A-Z]{2})$/, '$1 $2') : code;

export const isSameAddress = (a: Address | null | undefined, b: Address): boolean => {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return ADDRESS_FIELDS.every((field) => left[field] === right[field]);
};
