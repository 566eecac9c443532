import { useLocale } from './text/text.tsx';

/** Formats percent for the locale: 25.5 is `25.5%`, in German `25,5 %`. */
export const formatPercent = (percent: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(percent / 100);

export function usePercent(): (percent: number) => string {
  const locale = useLocale();
  return (percent) => formatPercent(percent, locale);
}
