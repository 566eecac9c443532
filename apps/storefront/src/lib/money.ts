import type { Schema } from '@tradepost/api-client';
import { useLocale } from './text/text.tsx';

type Money = Schema<'Money'>;

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency });
  formats.set(key, made);
  return made;
}

/** Formats minor units for the locale. For display only: amounts are computed by the server. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const format = formatOf(locale, currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

/** Formats minor units for machines: `12.50`. */
export function formatPlain({ amount, currency }: Money): string {
  const digits = digitsOf(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Parses a typed price, `12`, `12.50` or `12,50`, to minor units; undefined if it is not a price. */
export function minorOf(typed: string, currency: string): number | undefined {
  const [, whole, part = ''] = /^\s*(\d{1,9})(?:[.,](\d{0,4}))?\s*$/.exec(typed) ?? [];
  const digits = digitsOf(currency);
  if (whole === undefined || part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, '0'));
}

const digitsOf = (currency: string): number =>
  formatOf('en-GB', currency).resolvedOptions().maximumFractionDigits ?? 2;

export function useMoney(): (money: Money) => string {
  const locale = useLocale();
  return (money) => formatMoney(money, locale);
}
