import type { Schema } from '@tradepost/api-client';
import { LineProblems } from '../../lib/purchase/line-problems.tsx';
import { LineSummary } from '../../lib/purchase/line-summary.tsx';
import { isShipped } from '../../lib/purchase/shipping.ts';
import { TotalsList } from '../../lib/purchase/totals.tsx';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';

/** Lines and totals: beside the form, or collapsed above it on phones. */
export function OrderSummary({ cart, isBusy }: { cart: Schema<'Cart'>; isBusy: boolean }) {
  const { checkout: words } = useWords();
  const money = useMoney();
  return (
    <aside
      aria-labelledby="summary"
      aria-busy={isBusy || undefined}
      className="order-1 self-start rounded border border-line bg-raised p-5 lg:sticky lg:top-6 lg:order-2 lg:p-6"
    >
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="summary" className="text-lg">
          {words.summary}
        </h2>
        <p className="tabular font-semibold lg:hidden">{money(cart.totals.grand)}</p>
      </div>
      <details className="peer mt-2 lg:hidden">
        <summary className="min-h-11 py-2 text-sm underline underline-offset-4">{words.showSummary}</summary>
        <Content cart={cart} />
      </details>
      <div className="hidden lg:block">
        <Content cart={cart} />
      </div>
    </aside>
  );
}

function Content({ cart }: { cart: Schema<'Cart'> }) {
  const { checkout: words } = useWords();
  return (
    <>
      <ul className="mb-4 divide-y divide-line border-b border-line">
        {cart.lines.map((line) => (
          <LineSummary key={line.id} line={line}>
            <LineProblems problems={cart.problems.filter(({ lineId }) => lineId === line.id)} />
          </LineSummary>
        ))}
      </ul>
      <TotalsList
        totals={cart.totals}
        isShipped={isShipped(cart)}
        isShippingKnown={cart.shippingOption !== null}
        shippingLater={words.calculated}
      />
    </>
  );
}
