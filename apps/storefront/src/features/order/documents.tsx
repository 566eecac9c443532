import type { Schema } from '@tradepost/api-client';
import type { ReactNode } from 'react';
import { useDates } from '../../lib/dates.ts';
import { useMoney } from '../../lib/money.ts';
import { isShipped } from '../../lib/purchase/shipping.ts';
import { useWords } from '../../lib/text/text.tsx';
import { cancellationsOf } from './after-order.ts';
import { Part } from './part.tsx';

type Order = Schema<'Order'>;

/** Parcels, returns and refunds, if any. */
export function Documents({ order }: { order: Order }) {
  const { orders: words } = useWords();
  const money = useMoney();
  const { fulfilments, returns, refunds } = order;
  const cancellations = cancellationsOf(order);
  return (
    <>
      {fulfilments.length > 0 && (
        <Part title={words.parcels} id="parcels">
          {fulfilments.map((parcel, at) => (
            <Parcel key={parcel.id} {...{ order, parcel, at }} />
          ))}
        </Part>
      )}
      {cancellations.length > 0 && (
        <Part title={words.notSent} id="not-sent">
          {cancellations.map(({ id, lines, createdAt }) => (
            <Card
              key={id}
              name={contentOf(order, lines)}
              state={words.parcelStates.cancelled}
              at={createdAt}
            />
          ))}
        </Part>
      )}
      {returns.length > 0 && (
        <Part title={words.returns} id="returns">
          {returns.map(({ id, state, lines, reason, updatedAt }) => (
            <Card key={id} name={reason} state={words.returnStates[state]} at={updatedAt}>
              <Content order={order} lines={lines} />
            </Card>
          ))}
        </Part>
      )}
      {refunds.length > 0 && (
        <Part title={words.refunds} id="refunds">
          {refunds.map(({ id, state, amount, updatedAt }) => (
            <Card key={id} name={money(amount)} state={words.refundStates[state]} at={updatedAt} />
          ))}
        </Part>
      )}
    </>
  );
}

/** A voucher or a download is handed over and no parcel. */
function Parcel({ order, parcel, at }: { order: Order; parcel: Order['fulfilments'][number]; at: number }) {
  const { orders: words } = useWords();
  const { state, tracking, lines, updatedAt } = parcel;
  const isSent = isShipped({ lines: order.lines.filter(({ id }) => lines.some((one) => one.lineId === id)) });
  const isHanded = !isSent && state === 'delivered';
  const name = isSent ? words.parcel(at + 1) : words.handover;
  return (
    <Card name={name} state={isHanded ? words.handedOver : words.parcelStates[state]} at={updatedAt}>
      {tracking && <p className="tabular">{words.tracking(tracking)}</p>}
      <Content order={order} lines={lines} />
    </Card>
  );
}

interface Shown {
  name: string;
  state: string | undefined;
  at: string;
  children?: ReactNode;
}

function Card({ name, state, at, children }: Shown) {
  const { date } = useDates();
  return (
    <div className="grid gap-1 rounded border border-line bg-raised p-4 text-sm">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span className="font-semibold">{name}</span>
        <span>
          {state}, <time dateTime={at}>{date(at)}</time>
        </span>
      </p>
      {children}
    </div>
  );
}

function Content({ order, lines }: { order: Order; lines: Lines }) {
  return <p className="text-soft">{contentOf(order, lines)}</p>;
}

type Lines = { lineId: string; quantity: number }[];

const contentOf = (order: Order, lines: Lines): string =>
  lines
    .map(({ lineId, quantity }) => {
      const line = order.lines.find(({ id }) => id === lineId);
      return `${quantity} × ${line?.title ?? ''}`;
    })
    .join(', ');
