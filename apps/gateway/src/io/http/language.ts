import { LOCALES, toLocale } from '@tradepost/mail';
import type { Ask } from './route.ts';

/** Language that somebody is to be written to in: what was said, else what the browser likes best of what we write. */
export function languageOf(said: string | undefined, ask: Pick<Ask<never, never, never>, 'header'>): string {
  return said ?? preferred(ask.header('accept-language') ?? '') ?? 'en';
}

/** `de-AT,de;q=0.9,en;q=0.8` → `de`; undefined: nothing that we write. */
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
