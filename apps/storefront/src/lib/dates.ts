import type { Locale } from './text/locale.ts';
import { useLocale } from './text/text.tsx';

// Where most readers of a language are. The same for server and browser, or the page would change under the reader's
// eyes while it wakes up.
const ZONES: Record<Locale, string> = { 'en-GB': 'Europe/London', 'de-DE': 'Europe/Berlin' };

export function formatDate(iso: string, locale: Locale): string {
  const timeZone = ZONES[locale];
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(new Date(iso));
}

export function formatTime(iso: string, locale: Locale): string {
  const timeZone = ZONES[locale];
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    new Date(iso),
  );
}

export function useDates(): { date: (iso: string) => string; time: (iso: string) => string } {
  const locale = useLocale();
  return { date: (iso) => formatDate(iso, locale), time: (iso) => formatTime(iso, locale) };
}
