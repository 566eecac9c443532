import { DomainError } from './domain-error.ts';

/** An amount in the minor unit of an ISO 4217 currency. Always a safe integer. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** @throws DomainError `money.invalid` unless the amount is a safe integer and the currency three capital letters. */
export function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor))
    throw new DomainError(
      'invalid',
      'money.invalid',
      `The amount ${amountMinor} is not a whole number of minor units within ±2^53.`,
    );
  if (!/^[A-Z]{3}$/.test(currency))
    throw new DomainError(
      'invalid',
      'money.invalid',
      `"${currency}" is not a currency code; use three capital letters (ISO 4217).`,
    );
  return { amountMinor, currency };
}

/** Zero in a currency. */
export const zero = (currency: string): Money => money(0, currency);

/** @throws DomainError `money.currency_mixed` */
export function add(a: Money, b: Money): Money {
  return money(a.amountMinor + same(a, b).amountMinor, a.currency);
}

/** @throws DomainError `money.currency_mixed` */
export function subtract(a: Money, b: Money): Money {
  return money(a.amountMinor - same(a, b).amountMinor, a.currency);
}

/** `factor` must be a whole number: this does not round. */
export const times = (a: Money, factor: number): Money => money(a.amountMinor * factor, a.currency);

export const sum = (amounts: readonly Money[], currency: string): Money =>
  amounts.reduce(add, zero(currency));

export const equals = (a: Money, b: Money): boolean =>
  a.amountMinor === b.amountMinor && a.currency === b.currency;

/**
 * amount × numerator / denominator, exact in big integers, half away from zero.
 * All rounding happens here.
 */
export function share(a: Money, numerator: number, denominator: number): Money {
  const product = BigInt(a.amountMinor) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const isNegative = product < 0n !== divisor < 0n;
  const magnitude = product < 0n ? -product : product;
  const unit = divisor < 0n ? -divisor : divisor;
  const rounded = (magnitude * 2n + unit) / (unit * 2n);
  return money(Number(isNegative ? -rounded : rounded), a.currency);
}

function same(a: Money, b: Money): Money {
  if (a.currency === b.currency) return b;
  throw new DomainError('conflict', 'money.currency_mixed', `Can't add ${a.currency} and ${b.currency}.`);
}
