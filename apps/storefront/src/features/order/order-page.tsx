import type { Schema } from '@tradepost/api-client';
import { AddressText } from '../../lib/address/address-text.tsx';
import { LineSummary } from '../../lib/purchase/line-summary.tsx';
import { isShipped } from '../../lib/purchase/shipping.ts';
import { TotalsList } from '../../lib/purchase/totals.tsx';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import { CancelForm } from './cancel-form.tsx';
import { Documents } from './documents.tsx';
import { History } from './history.tsx';
import type { OrderAnswer } from './order-answer.ts';
import { OrderHead } from './order-head.tsx';
import { Part } from './part.tsx';
import { Progress } from './progress.tsx';
import { ReturnForm } from './return-form.tsx';

type Order = Schema<'Order'>;

export interface OrderPageData {
  order: Order;
  /** URL of the bank's confirmation; null: nothing to confirm. */
  challengeUrl: string | null;
  /** Its cart still exists and can be bought in another way. */
  hasCart: boolean;
  /** Idempotency key of the next return. */
  key: string;
}

export function OrderPage({ data, answer }: { data: OrderPageData; answer: OrderAnswer | undefined }) {
  const { orders: words } = useWords();
  const { order, key } = data;
  const money = useMoney();
  return (
    <div className="wrap grid gap-10 py-10 md:py-14">
      <OrderHead data={data} answer={answer} />
      <Progress order={order} />
      <div className="grid gap-10 lg:grid-cols-[1fr_22rem] lg:gap-16">
        <div className="grid content-start gap-10 lg:col-start-1">
          <Part title={words.lines} id="lines">
            <ul className="divide-y divide-line border-y border-line">
              {order.lines.map((line) => (
                <LineSummary key={line.id} line={line} />
              ))}
            </ul>
          </Part>
          <Documents order={order} />
          <ReturnForm order={order} answer={answer} idempotencyKey={key} />
          <CancelForm order={order} answer={answer} />
        </div>
        <aside className="grid content-start gap-8 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <Part title={words.totals} id="totals">
            <TotalsList totals={order.totals} isShipped={isShipped(order)} isShippingKnown shippingLater="" />
            {order.refunded && order.refunded.amount > 0 && (
              <p className="mt-2 text-sm text-good">{words.refunded(money(order.refunded))}</p>
            )}
          </Part>
          <Addresses order={order} />
        </aside>
        <div className="lg:col-start-1">
          <History order={order} />
        </div>
      </div>
    </div>
  );
}

function Addresses({ order }: { order: Order }) {
  const { orders: words, checkout } = useWords();
  const { billingAddress, shippingOption } = order;
  // Nothing is delivered there; it is the buyer's address.
  const buyer = isShipped(order) ? billingAddress : (billingAddress ?? order.shippingAddress);
  const shippingAddress = isShipped(order) ? order.shippingAddress : null;
  return (
    <>
      {shippingAddress && (
        <Part title={words.shippingAddress} id="shipping-address">
          <AddressText address={shippingAddress} />
          {shippingOption && (
            <p className="text-sm text-soft">{checkout.ways[shippingOption.id] ?? shippingOption.name}</p>
          )}
        </Part>
      )}
      {buyer && (
        <Part title={words.billingAddress} id="billing-address">
          <AddressText address={buyer} />
        </Part>
      )}
    </>
  );
}
