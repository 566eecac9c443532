import { type Fault, invalid } from './cart.errors.ts';

/** A postal address; empty text where a part is not given. */
export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

const LONGEST = 200;
const OPTIONAL = new Set<keyof Address>(['line2', 'region']);
const FIELDS: readonly (keyof Address)[] = [
  'name',
  'line1',
  'line2',
  'city',
  'region',
  'postalCode',
  'country',
];

/**
 * The address without blanks around its parts, the country in capitals.
 * @throws DomainError `request.invalid` with one entry per faulty part
 */
export function address(given: Address): Address {
  const clean = Object.fromEntries(FIELDS.map((field) => [field, given[field].trim()])) as Address;
  const faults = FIELDS.flatMap((field) => faultOf(field, clean[field]));
  if (faults.length > 0) throw invalid('The address is not complete.', faults);
  return { ...clean, country: clean.country.toUpperCase() };
}

/** True when both name the same place and person. */
export const isSameAddress = (a: Address, b: Address): boolean =>
  FIELDS.every((field) => a[field] === b[field]);

function faultOf(field: keyof Address, value: string): Fault[] {
  const at = { field: `shippingAddress.${field}` };
  if (value === '' && !OPTIONAL.has(field))
    return [{ code: 'field.required', detail: `${field} is missing.`, ...at }];
  if (value.length > LONGEST)
    return [{ code: 'field.too_long', detail: `${field} is longer than ${LONGEST} characters.`, ...at }];
  if (field === 'country' && !/^[A-Za-z]{2}$/.test(value))
    return [{ code: 'field.invalid', detail: 'country is not a code of two letters.', ...at }];
  return [];
}
