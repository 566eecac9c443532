/** Languages in which mails are written. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** The nearest supported language for a BCP 47 tag such as `de-AT`; English for all others. */
export function toLocale(tag: string): Locale {
  const [language = ''] = tag.toLowerCase().split('-');
  return LOCALES.find((one) => one === language) ?? 'en';
}
