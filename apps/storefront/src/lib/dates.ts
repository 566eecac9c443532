import { useLocale } from './text/text.tsx';

// One zone for server and browser, or the page would change under the reader's eyes while it wakes up.
const ZONE = 'Europe/London';

export function formatDate(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: ZONE }).format(new Date(iso));
}

export function formatTime(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: ZONE }).format(
    new Date(iso),
  );
}

export function useDates(): { date: (iso: string) => string; time: (iso: string) => string } {
  const locale = useLocale();
  return { date: (iso) => formatDate(iso, locale), time: (iso) => formatTime(iso, locale) };
}
