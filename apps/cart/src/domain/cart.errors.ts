import { DomainError, type Json, type Money } from '@tradepost/decision';

/** One entry of a refusal's `errors`. */
export type Fault = { readonly code: string; readonly detail: string; readonly [fact: string]: Json };

// What a gRPC trailer carries is small; past this the rest of the list is only counted.
const MAX_LISTED_CHARACTERS = 4_500;

/** `errors` for a refusal's facts, cut where it would no longer fit the wire. */
export function listed(faults: readonly Fault[]): { errors: readonly Fault[]; errorsLeftOut?: number } {
  let room = MAX_LISTED_CHARACTERS;
  const errors = faults.filter((fault) => (room -= JSON.stringify(fault).length) >= 0);
  return errors.length === faults.length
    ? { errors }
    : { errors, errorsLeftOut: faults.length - errors.length };
}

/** Money as the edge writes it. */
export const shown = ({ amountMinor, currency }: Money) => ({ amount: amountMinor, currency });

/** Also the answer for somebody else's cart, so that nobody learns which carts exist. */
export const cartNotFound = () => new DomainError('missing', 'cart.not_found', 'There is no such cart.');

export const cartCompleting = () =>
  new DomainError(
    'conflict',
    'cart.completing',
    'An order is being placed from this cart; wait for its end.',
  );

export const cartClosed = (state: string) =>
  new DomainError('conflict', 'cart.closed', `This cart is ${state} and can't be changed any more.`);

export const cartEmpty = () => new DomainError('conflict', 'cart.empty', 'There is nothing in the cart.');

export const lineNotFound = () => new DomainError('missing', 'line.not_found', 'The cart has no such line.');

export const variantNotFound = (variantId: string) =>
  new DomainError('missing', 'variant.not_found', 'No such variant is on sale.', { variantId });

export const tooManyLines = (most: number) =>
  new DomainError('conflict', 'cart.too_many_lines', `A cart holds at most ${most} lines.`, { most });

export const quantityTooLarge = (most: number) =>
  new DomainError('conflict', 'quantity.too_large', `A line holds at most ${most} pieces.`, { most });

export const versionStale = (expected: number, actual: number) =>
  new DomainError('stale', 'version.stale', `The cart is at version ${actual}, not ${expected}.`, {
    expectedVersion: expected,
    actualVersion: actual,
  });

export const invalid = (detail: string, faults: readonly Fault[]) =>
  new DomainError('invalid', 'request.invalid', detail, listed(faults));

export const shippingUnavailable = (detail: string) =>
  new DomainError('conflict', 'shipping.unavailable', detail);
