import { minorDigits } from './currencies.ts';
import type { Money } from './money.ts';

/** For machines, exact, with all digits of the currency: `12.50`. @throws DomainError `currency.unknown` */
export const toDecimal = ({ amountMinor, currency }: Money): string =>
  minorToDecimal(amountMinor, minorDigits(currency));

/** 1290 with 2 digits → "12.90": the point is moved in the text, so no float is involved. */
export function minorToDecimal(amountMinor: number, digits: number): string {
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Creating a format takes a hundred times longer than using it. */
const formats = new Map<string, Intl.NumberFormat>();

/**
 * For people, as the locale writes amounts: `£12.50`. The digits are those of ISO 4217, so that server, browser and
 * mail show one price, whatever ICU they run on. @throws DomainError `currency.unknown`
 */
export function formatMoney(money: Money, locale: string): string {
  // A decimal text is formatted exactly; a number would be rounded to a float first.
  return formatOf(locale, money.currency).format(toDecimal(money) as Intl.StringNumericLiteral);
}

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const digits = minorDigits(currency);
  const made = new Intl.NumberFormat(locale, {
    ...{ style: 'currency', currency },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  });
  formats.set(key, made);
  return made;
}
