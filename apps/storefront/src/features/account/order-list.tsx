import type { Schema } from '@tradepost/api-client';
import { Link } from 'react-router';
import { useDates } from '../../lib/dates.ts';
import { orderStatusOf } from '../../lib/purchase/order-status.ts';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { ButtonLink } from '../../ui/button.tsx';

/** The properties of an order that a row shows. */
export type OrderRow = Pick<
  Schema<'OrderSummary'>,
  'id' | 'number' | 'state' | 'paymentState' | 'fulfilmentState' | 'createdAt'
> & { total: Schema<'Money'>; titles: string[]; lineCount: number };

const SHOWN_TITLES = 2;

export const toOrderRow = ({ totals, firstLines, ...order }: Schema<'OrderSummary'>): OrderRow => ({
  id: order.id,
  number: order.number,
  state: order.state,
  paymentState: order.paymentState,
  fulfilmentState: order.fulfilmentState,
  createdAt: order.createdAt,
  total: totals.grand,
  lineCount: order.lineCount,
  titles: firstLines
    .slice(0, SHOWN_TITLES)
    .map(({ title, quantity }) => (quantity > 1 ? `${quantity} × ${title}` : title)),
});

export function OrderList({ orders }: { orders: OrderRow[] }) {
  const { account } = useWords();
  if (orders.length === 0)
    return (
      <div className="grid justify-items-start gap-4">
        <p>{account.noOrders}</p>
        <ButtonLink to="/" look="secondary">
          {account.noOrdersAction}
        </ButtonLink>
      </div>
    );
  return (
    <ul className="divide-y divide-line border-y border-line">
      {orders.map((order) => (
        <OrderItem key={order.id} order={order} />
      ))}
    </ul>
  );
}

function OrderItem({ order }: { order: OrderRow }) {
  const { account, orders } = useWords();
  const money = useMoney();
  const dates = useDates();
  const more = order.lineCount - order.titles.length;
  return (
    <li className="relative grid grid-cols-[1fr_auto] gap-x-6 gap-y-1 py-4">
      <Link
        to={`/orders/${order.id}`}
        className="font-semibold underline-offset-4 after:absolute after:inset-0 hover:underline"
      >
        {account.order(order.number)}
      </Link>
      <span className="tabular text-right">{money(order.total)}</span>
      <span className="min-w-0 text-sm text-soft">
        {order.titles.join(', ')}
        {more > 0 && ` ${account.moreItems(more)}`}
      </span>
      <span className="text-right text-sm">{orders.standings[orderStatusOf(order)]}</span>
      <span className="col-span-2 text-xs text-soft">{account.orderedOn(dates.date(order.createdAt))}</span>
    </li>
  );
}
