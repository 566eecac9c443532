import type { Schema } from '@tradepost/api-client';
import { useFetcher } from 'react-router';
import { LineProblems } from '../../lib/purchase/line-problems.tsx';
import { LinePicture, LineTitle, optionsOf } from '../../lib/purchase/line-summary.tsx';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import type { CartChange } from './change-cart.ts';
import { useFaultText } from './fault-text.ts';
import { QuantityForm } from './quantity-form.tsx';

type Line = Schema<'Line'>;
type Removal = ReturnType<typeof useFetcher<CartChange>>;

interface Shown {
  line: Line;
  problems: Schema<'CartProblem'>[];
  removal: Removal;
  /** The result of a form submitted without scripts. */
  sent: CartChange | undefined;
}

export function CartLine({ line, problems, removal, sent }: Shown) {
  const { cart: words } = useWords();
  const money = useMoney();
  const faultText = useFaultText();
  const quantity = useFetcher<CartChange>({ key: `line-${line.id}` });
  const answer = quantity.data ?? (removal.data?.lineId === line.id ? removal.data : sent);
  const options = optionsOf(line);
  const fault = quantity.state === 'idle' ? answer?.fault : undefined;
  return (
    <li className="grid grid-cols-[5rem_1fr] gap-x-4 gap-y-3 py-5 sm:grid-cols-[7rem_1fr_auto] sm:gap-x-6">
      <LinePicture line={line} className="row-span-2 sm:row-span-1" />
      <div className="grid min-w-0 content-start gap-1">
        <h2 className="font-text text-base leading-snug font-semibold tracking-normal">
          <LineTitle line={line} />
        </h2>
        {options && <p className="text-sm text-soft">{options}</p>}
        <p className="tabular text-sm text-soft">{words.each(money(line.unitPrice))}</p>
        <LineProblems problems={problems} />
        {fault && (
          <p role="alert" className="text-sm text-sale">
            {faultText(fault)}
          </p>
        )}
      </div>
      <div className="col-start-2 flex flex-wrap items-center justify-between gap-3 sm:col-start-3 sm:flex-col sm:items-end">
        <p
          className="tabular font-semibold aria-busy:opacity-50 sm:order-none"
          aria-busy={quantity.state !== 'idle' || undefined}
        >
          {money(line.total)}
        </p>
        <div className="flex items-center gap-4">
          <QuantityForm line={line} fetcher={quantity} isBad={fault === 'quantity'} />
          <RemoveForm line={line} fetcher={removal} />
        </div>
      </div>
    </li>
  );
}

function RemoveForm({ line, fetcher }: { line: Line; fetcher: Removal }) {
  const { cart: words } = useWords();
  return (
    <fetcher.Form method="post" action="/cart">
      <input type="hidden" name="intent" value="remove" />
      <input type="hidden" name="lineId" value={line.id} />
      <button
        type="submit"
        aria-label={words.removeLine(line.title || line.sku)}
        className="min-h-11 text-sm text-soft underline underline-offset-4 hover:text-ink"
      >
        {words.remove}
      </button>
    </fetcher.Form>
  );
}
