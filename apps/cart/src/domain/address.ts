import { normaliseAddress as normalise, type PostalAddress } from '@tradepost/addresses';
import { ADDRESS } from '@tradepost/contracts/limits';
import { invalidRequest } from './cart.errors.ts';

/** A postal address; empty text where a part is not given. Stored ones may be older than the rules of today. */
export type Address = PostalAddress;

const FIELDS = Object.keys(ADDRESS) as (keyof Address)[];

/**
 * The address as it is stored, by the rules of its country.
 * @param place the field of the request that has it; empty: the request is the address
 * @throws DomainError `request.invalid` with one entry per faulty part
 */
export function normaliseAddress(
  given: Address,
  place: 'shippingAddress' | 'billingAddress' | '' = 'shippingAddress',
): Address {
  const { address, faults } = normalise(given, ADDRESS);
  if (faults.length === 0) return address;
  throw invalidRequest(
    `The ${place === 'billingAddress' ? 'billing' : 'shipping'} address is not valid; correct the fields listed in errors.`,
    faults.map(({ field: part, code, rule }) => {
      const field = place ? `${place}.${part}` : part;
      return { code, detail: `${field} ${rule}`, field };
    }),
  );
}

export const isSameAddress = (a: Address, b: Address): boolean =>
  FIELDS.every((field) => a[field] === b[field]);
