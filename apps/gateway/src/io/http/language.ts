import { LOCALES, toLocale } from '@tradepost/mail';

/** Language for mails: the one asked for, else the one that the browser likes best of those we write in. */
export function languageOf(locale: string | undefined, acceptLanguage: string | undefined): string {
  return locale ?? preferred(acceptLanguage ?? '') ?? 'en';
}

/** `de-AT,de;q=0.9,en;q=0.8` → `de`; undefined: none that we write in. */
export function preferred(header: string): string | undefined {
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';');
      const weight = rest.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean) ?? '1';
      return { language: tag.toLowerCase().split('-')[0] ?? '', weight: Number(weight) };
    })
    .filter(({ language, weight }) => weight > 0 && LOCALES.some((one) => one === language));
  // Equal weights keep the order in which they were sent.
  const [best] = wanted.sort((a, b) => b.weight - a.weight);
  return best && toLocale(best.language);
}
