import type { Schema } from '@tradepost/api-client';
import type { ReactNode } from 'react';
import { useLocale, useWords } from '../../lib/text/text.tsx';

interface Shown {
  address: Schema<'Address'>;
  isDefault: boolean;
  children: ReactNode;
}

/** An address in the format of a parcel label. */
export function AddressCard({ address, isDefault, children }: Shown) {
  const { account } = useWords();
  const country = new Intl.DisplayNames(useLocale(), { type: 'region' }).of(address.country);
  const { name, line1, line2, city, region, postalCode } = address;
  const lines = [line1, line2, [city, region].filter(Boolean).join(', '), postalCode, country];
  return (
    <div className="grid content-between gap-4 rounded border border-line bg-raised p-5">
      <address className="text-sm not-italic">
        <span className="block font-semibold">{name}</span>
        {lines.filter(Boolean).map((line, at) => (
          <span key={at} className="block">
            {line}
          </span>
        ))}
        {isDefault && <span className="mt-2 block text-xs text-good">{account.defaultAddress}</span>}
      </address>
      {children}
    </div>
  );
}
