import type { Schema } from '@tradepost/api-client';
import type { ReactNode } from 'react';
import { useMoney } from '../money.ts';
import { usePercent } from '../percent.ts';
import { useWords } from '../text/text.tsx';

/**
 * The totals of the API. `isShipped`: false leaves delivery out. `isShippingKnown`: false hides a delivery price of 0 that
 * is not final.
 */
export function TotalsList({
  totals,
  isShipped,
  isShippingKnown,
  shippingLater,
}: {
  totals: Schema<'Totals'>;
  isShipped: boolean;
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
      {isShipped && <Row name={words.shipping}>{isShippingKnown ? money(shipping) : shippingLater}</Row>}
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
      {tax.amount > 0 && <TaxByRate taxLines={totals.taxLines} />}
    </dl>
  );
}

/** Only of use when there are several rates. */
function TaxByRate({ taxLines }: { taxLines: Schema<'TaxLine'>[] }) {
  const { cart: words } = useWords();
  const money = useMoney();
  const percent = usePercent();
  if (taxLines.length < 2) return null;
  return (
    <div className="text-right text-xs text-soft">
      <dt className="sr-only">{words.taxByRate}</dt>
      {taxLines.map(({ rate, net, tax }) => (
        <dd key={rate}>{words.taxAtRate(percent(rate), money(tax), money(net))}</dd>
      ))}
    </div>
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
