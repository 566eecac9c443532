import { type Locale } from './locale.ts';

const TAGS: Record<Locale, string> = { en: 'en-GB', de: 'de-DE' };
// One zone for everybody whose own is not known; it is named where a time is given.
const ZONE = 'Europe/London';

/** How people of a language write amounts and times. */
export type Formats = {
  /** From minor units, with as many digits as the currency has. */
  money(money: { readonly amountMinor: number; readonly currency: string }): string;
  /** `GB` → United Kingdom. */
  country(code: string): string;
  date(at: Date): string;
  time(at: Date): string;
};

export function formatsOf(locale: Locale): Formats {
  const tag = TAGS[locale];
  return {
    money: ({ amountMinor, currency }) => {
      const format = new Intl.NumberFormat(tag, { style: 'currency', currency });
      return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    country: (code) => new Intl.DisplayNames(tag, { type: 'region' }).of(code) ?? code,
    date: (at) => new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: ZONE }).format(at),
    time: (at) =>
      new Intl.DateTimeFormat(tag, {
        ...{ day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
        ...{ timeZone: ZONE, timeZoneName: 'short' },
      }).format(at),
  };
}
