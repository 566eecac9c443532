import { LINES, QUANTITY } from '@tradepost/contracts/limits';
import { DomainError, type Json, type Money } from '@tradepost/decision';

/** One entry of a refusal's `errors`. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
  readonly [fact: string]: Json;
}

// Facts travel in gRPC trailers, which are limited to a few kilobytes.
const MAX_ERRORS_CHARACTERS = 4_500;

/** The facts `errors` and, if not all fit, `errorsLeftOut` with the number of those left out. */
export function errorFacts(faults: readonly Fault[]): { errors: readonly Fault[]; errorsLeftOut?: number } {
  let room = MAX_ERRORS_CHARACTERS;
  const errors = faults.filter((fault) => (room -= JSON.stringify(fault).length) >= 0);
  return errors.length === faults.length
    ? { errors }
    : { errors, errorsLeftOut: faults.length - errors.length };
}

/** Money in the JSON shape of the public API. */
export const moneyFact = ({ amountMinor, currency }: Money) => ({ amount: amountMinor, currency });

/** Also the answer for another customer's cart, so that the existence of carts is not revealed. */
export const cartNotFound = () =>
  new DomainError(
    'missing',
    'cart.not_found',
    'There is no such cart for this caller; check the cart id, and send its Cart-Token or sign in as its owner.',
  );

export const cartCompleting = () =>
  new DomainError(
    'conflict',
    'cart.completing',
    'An order is being placed from this cart; wait until that order is confirmed or rejected.',
  );

export const cartClosed = (state: string) =>
  new DomainError(
    'conflict',
    'cart.closed',
    `This cart is ${state} and can no longer be changed; create a new cart.`,
  );

export const cartEmpty = () =>
  new DomainError('conflict', 'cart.empty', 'There are no lines to order; add at least one line.');

export const lineNotFound = () =>
  new DomainError(
    'missing',
    'line.not_found',
    'The cart has no line with this id; read the cart for its present lines.',
  );

export const variantNotFound = (variantId: string) =>
  new DomainError('missing', 'variant.not_found', 'variantId must be the id of a variant that is on sale.', {
    variantId,
  });

export const tooManyLines = (most: number = LINES.cart) =>
  new DomainError('conflict', 'cart.too_many_lines', `At most ${most} lines are allowed; remove some.`, {
    most,
  });

export const quantityTooLarge = () =>
  new DomainError(
    'conflict',
    'quantity.too_large',
    `The quantity of one variant must be at most ${QUANTITY.max} in total; lower it.`,
    { most: QUANTITY.max },
  );

export const versionStale = (expected: number, actual: number) =>
  new DomainError(
    'stale',
    'version.stale',
    `The cart is at version ${actual}, not ${expected}; read it again and repeat the change.`,
    { expectedVersion: expected, actualVersion: actual },
  );

export const invalidRequest = (detail: string, faults: readonly Fault[]) =>
  new DomainError('invalid', 'request.invalid', detail, errorFacts(faults));

export const missingField = (field: string, why = '') => {
  const detail = `${field} is required${why && `: ${why}`}.`;
  return invalidRequest(detail, [{ code: 'field.required', detail, field }]);
};

export const notAUuid = (field: string) => {
  const detail = `${field} must be a UUID.`;
  return invalidRequest(detail, [{ code: 'field.invalid', detail, field }]);
};

/** Nothing is shipped, so there is no tariff that would need the destination; the invoice and the tax do. */
export const addressMissing = () =>
  new DomainError(
    'conflict',
    'address.missing',
    'There is no address yet. Set that of the cart, or send billingAddress: the invoice has it, and its country has the tax.',
  );

export const nothingToShip = () =>
  shippingUnavailable('Nothing in this cart is shipped; order it without a shipping option.');

export const shippingUnavailable = (detail: string) =>
  new DomainError('conflict', 'shipping.unavailable', detail);
