import type { Schema } from '@tradepost/api-client';
import { useDates } from '../../lib/dates.ts';
import { useMoney } from '../../lib/money.ts';
import { isShipped } from '../../lib/purchase/shipping.ts';
import { useWords } from '../../lib/text/text.tsx';
import { amountIn } from './after-order.ts';
import { Part } from './part.tsx';

type Entry = Schema<'Order'>['timeline'][number];

/** The timeline of the order. */
export function History({ order }: { order: Schema<'Order'> }) {
  const { orders: words } = useWords();
  const { time } = useDates();
  const known = order.timeline.filter(({ type }) => Object.hasOwn(words.events, type));
  return (
    <Part title={words.history} id="history">
      <ol className="grid gap-3 border-l border-line pl-5 text-sm">
        {known.map((entry, index) => (
          <li key={index}>
            <What entry={entry} isSent={isShipped(order)} />
            <br />
            <time dateTime={entry.at} className="text-soft">
              {time(entry.at)}
            </time>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function What({ entry: { type, detail }, isSent }: { entry: Entry; isSent: boolean }) {
  const { orders: words } = useWords();
  const event = type === 'fulfilment.delivered' && !isSent ? words.handedOver : words.events[type];
  const money = useMoney();
  const amount = amountIn(type, detail);
  return (
    <>
      <span className="font-semibold">
        {(type === 'order.rejected' && words.eventReasons[detail]) || event}
      </span>
      {amount && <span className="tabular"> · {money(amount)}</span>}
      {type === 'fulfilment.shipped' && detail && <span> · {words.tracking(detail)}</span>}
    </>
  );
}
