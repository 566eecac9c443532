import type { Schema } from '@tradepost/api-client';
import { useDates } from '../../lib/dates.ts';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { amountIn } from './after-order.ts';
import { Part } from './part.tsx';

type Entry = Schema<'Order'>['timeline'][number];

/** The timeline of the order. */
export function History({ timeline }: { timeline: Entry[] }) {
  const { orders: words } = useWords();
  const { time } = useDates();
  const known = timeline.filter(({ type }) => Object.hasOwn(words.events, type));
  return (
    <Part title={words.history} id="history">
      <ol className="grid gap-3 border-l border-line pl-5 text-sm">
        {known.map((entry, index) => (
          <li key={index}>
            <What entry={entry} />
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

function What({ entry: { type, detail } }: { entry: Entry }) {
  const { orders: words } = useWords();
  const money = useMoney();
  const amount = amountIn(type, detail);
  return (
    <>
      <span className="font-semibold">
        {(type === 'order.rejected' && words.eventReasons[detail]) || words.events[type]}
      </span>
      {amount && <span className="tabular"> · {money(amount)}</span>}
      {type === 'fulfilment.shipped' && detail && <span> · {words.tracking(detail)}</span>}
    </>
  );
}
