import { formatMoney, type Money } from '@tradepost/decision';
import type { Locale } from './locale.ts';

const TAGS: Record<Locale, string> = { en: 'en-GB', de: 'de-DE' };
// The time zone of most readers of a language; the recipient's own is unknown, so times name their zone.
const ZONES: Record<Locale, string> = { en: 'Europe/London', de: 'Europe/Berlin' };

/** Formats amounts, countries and times for a locale. */
export interface Formats {
  /** From minor units, with as many digits as the currency has. */
  money: (money: Money) => string;
  /** 20 → 20 %. */
  percent: (rate: number) => string;
  /** `GB` → United Kingdom. */
  country(code: string): string;
  date(at: Date): string;
  time(at: Date): string;
}

const made = new Map<Locale, Formats>();

export function formatsOf(locale: Locale): Formats {
  const known = made.get(locale) ?? makeFormats(locale);
  made.set(locale, known);
  return known;
}

/** Creating an Intl object takes a hundred times longer than using it. */
function makeFormats(locale: Locale): Formats {
  const [tag, timeZone] = [TAGS[locale], ZONES[locale]];
  const countries = new Intl.DisplayNames(tag, { type: 'region' });
  const percents = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone });
  const times = new Intl.DateTimeFormat(tag, {
    ...{ day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
    ...{ timeZone, timeZoneName: 'short' },
  });
  return {
    money: (money) => formatMoney(money, tag),
    percent: (rate) => percents.format(rate / 100),
    country: (code) => countries.of(code) ?? code,
    date: (at) => dates.format(at),
    time: (at) => times.format(at),
  };
}
