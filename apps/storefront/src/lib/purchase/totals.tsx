import type { Schema } from '@tradepost/api-client';
import type { ReactNode } from 'react';
import { useMoney } from '../money.ts';
import { useWords } from '../text/text.tsx';

/** The totals of the API. `isShippingKnown`: false hides a delivery price of 0 that is not final. */
export function TotalsList({
  totals,
  isShippingKnown,
  shippingLater,
}: {
  totals: Schema<'Totals'>;
  isShippingKnown: boolean;
  shippingLater: string;
}) {
  const { cart: words } = useWords();
  const money = useMoney();
  const { items, discount, shipping, tax, grand, taxIncluded } = totals;
  return (
    <dl className="grid gap-2 text-sm">
      <Row name={words.items}>{money(items)}</Row>
      {discount.amount > 0 && <Row name={words.discount}>−{money(discount)}</Row>}
      <Row name={words.shipping}>{isShippingKnown ? money(shipping) : shippingLater}</Row>
      {!taxIncluded && tax.amount > 0 && <Row name={words.tax}>{money(tax)}</Row>}
      <div className="mt-2 flex items-baseline justify-between gap-4 border-t border-line pt-3">
        <dt className="text-base font-semibold">{words.total}</dt>
        <dd className="tabular text-lg font-semibold">{money(grand)}</dd>
      </div>
      {taxIncluded && tax.amount > 0 && (
        <div className="text-right text-xs text-soft">
          <dt className="sr-only">{words.tax}</dt>
          <dd>{words.taxIncluded(money(tax))}</dd>
        </div>
      )}
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-soft">{name}</dt>
      <dd className="tabular text-right">{children}</dd>
    </div>
  );
}
