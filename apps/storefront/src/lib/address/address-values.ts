import type { Schema } from '@tradepost/api-client';
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

export type AddressFault = 'required' | 'tooLong' | 'postalCode' | 'choice' | 'country' | 'text';

export type AddressFaults = Partial<Record<AddressField, AddressFault>>;

/** A country that can be chosen. */
export interface CountryChoice {
  readonly code: string;
  readonly name: string;
}

/** Reads the fields of `AddressFields` with the same prefix. */
export const readAddress = (form: FormData, prefix: string): AddressValues =>
  Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, fieldText(form, prefix + field)]),
  ) as AddressValues;

export const valuesOf = (address: Address | null | undefined): AddressValues =>
  Object.fromEntries(ADDRESS_FIELDS.map((field) => [field, address?.[field] ?? ''])) as AddressValues;

export const isSameAddress = (a: Address | null | undefined, b: Address): boolean => {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return ADDRESS_FIELDS.every((field) => left[field] === right[field]);
};

/** Whether typed values would become this address: the server tidies postal codes, and fills in what they tell. */
export function looksLike(address: Address | null, typed: AddressValues): boolean {
  const known = valuesOf(address);
  const key = (text: string): string => text.replace(/[\s-]/g, '').toUpperCase();
  return ADDRESS_FIELDS.every(
    (field) => key(known[field]) === key(typed[field]) || (field === 'region' && typed.region === ''),
  );
}
