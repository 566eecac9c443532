import type { Schema } from '@tradepost/api-client';
import { useLocale } from '../text/text.tsx';
import { isCodeFirst } from './code-first.ts';

/** An address in label format. */
export function AddressText({ address }: { address: Schema<'Address'> }) {
  const { name, line1, line2, city, region, postalCode, country } = address;
  const countries = new Intl.DisplayNames(useLocale(), { type: 'region' });
  const place = isCodeFirst(country)
    ? [[postalCode, city].filter(Boolean).join(' '), region]
    : [city, region, postalCode];
  const lines = [name, line1, line2, ...place, countries.of(country)].filter(Boolean);
  return (
    <address className="text-sm not-italic">
      {lines.map((line, at) => (
        <span key={at} className="block">
          {line}
        </span>
      ))}
    </address>
  );
}
