/** The storefront's languages and their locales for numbers and dates. */
export const LOCALES = { en: 'en-GB', de: 'de-DE' } as const;

export type Language = keyof typeof LOCALES;
export type Locale = (typeof LOCALES)[Language];

export const languageOf = (locale: Locale): Language => (locale.startsWith('de') ? 'de' : 'en');

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && Object.hasOwn(LOCALES, value);

/** The language chosen in the shop, else the browser's preference (RFC 9110 §12.5.4), else English. */
export function negotiate(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLanguage(chosen)) return LOCALES[chosen];
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(/\s*;\s*/);
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return {
        language: tag.toLowerCase().split('-', 1)[0],
        quality: quality === undefined ? 1 : Number(quality),
      };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const first = wanted.find(({ language }) => isLanguage(language))?.language;
  return isLanguage(first) ? LOCALES[first] : LOCALES.en;
}
