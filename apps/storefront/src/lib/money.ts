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

/** Minor units as people of the locale write them. Display only: what something costs is computed by the server. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const format = formatOf(locale, currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

export function useMoney(): (money: Money) => string {
  const locale = useLocale();
  return (money) => formatMoney(money, locale);
}
