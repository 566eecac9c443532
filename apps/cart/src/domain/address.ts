import { ADDRESS } from '@tradepost/contracts/limits';
import { invalidRequest, type Fault } from './cart.errors.ts';

/** A postal address; empty text where an optional part is not given. */
export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

const OPTIONAL = new Set<keyof Address>(['line2', 'region']);
const FIELDS = Object.keys(ADDRESS) as (keyof Address)[];

/**
 * The address with its parts trimmed and the country in capitals.
 * @throws DomainError `request.invalid` with one entry per faulty part
 */
export function normaliseAddress(given: Address): Address {
  const trimmed = Object.fromEntries(
    FIELDS.map((field) => [field, given[field].trim()]),
  ) as unknown as Address;
  const faults = FIELDS.flatMap((field) => faultsOf(field, trimmed[field]));
  if (faults.length > 0)
    throw invalidRequest('The shipping address is not valid; correct the fields listed in errors.', faults);
  return { ...trimmed, country: trimmed.country.toUpperCase() };
}

export const isSameAddress = (a: Address, b: Address): boolean =>
  FIELDS.every((field) => a[field] === b[field]);

function faultsOf(part: keyof Address, value: string): Fault[] {
  const field = `shippingAddress.${part}`;
  if (value === '')
    return OPTIONAL.has(part)
      ? []
      : [{ code: 'field.required', detail: `${field} is required and must not be blank.`, field }];
  if (value.includes('\0'))
    return [{ code: 'field.invalid', detail: `${field} must not contain the NUL character.`, field }];
  if (part === 'country')
    return /^[A-Za-z]{2}$/.test(value)
      ? []
      : [
          {
            code: 'field.invalid',
            detail: `${field} must be an ISO 3166-1 alpha-2 code, such as GB.`,
            field,
          },
        ];
  if (value.length <= ADDRESS[part]) return [];
  const detail = `${field} must have at most ${ADDRESS[part]} characters; it has ${value.length}.`;
  return [{ code: 'field.too_long', detail, field }];
}
