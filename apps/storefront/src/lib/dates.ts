import type { Locale } from './text/locale.ts';
import { useLocale } from './text/text.tsx';

// The time zone of most readers of a language. The same on server and browser, or the page would change during hydration.
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
