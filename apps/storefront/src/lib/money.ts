import type { Schema } from '@tradepost/api-client';
import { formatMoney as formatted, minorDigits, toDecimal } from '@tradepost/decision';
import { useLocale } from './text/text.tsx';

type Money = Schema<'Money'>;

/** Formats minor units for the locale. For display only: amounts are computed by the server. */
export const formatMoney = ({ amount, currency }: Money, locale: string): string =>
  formatted({ amountMinor: amount, currency }, locale);

/** Formats minor units for machines: `12.50`. */
export const formatPlain = ({ amount, currency }: Money): string =>
  toDecimal({ amountMinor: amount, currency });

/** Parses a typed price, `12`, `12.50` or `12,50`, to minor units; undefined if it is not a price. */
export function minorOf(typed: string, currency: string): number | undefined {
  const [, whole, part = ''] = /^\s*(\d{1,9})(?:[.,](\d{0,4}))?\s*$/.exec(typed) ?? [];
  const digits = minorDigits(currency);
  if (whole === undefined || part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, '0'));
}

export function useMoney(): (money: Money) => string {
  const locale = useLocale();
  return (money) => formatMoney(money, locale);
}
