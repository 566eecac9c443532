import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { defineSaga, type Refusal, type Saga, type Saved, type StepRun } from '@tradepost/saga';
import { moneyReleased, moneyReturned, unreturned } from '../domain/cancellation.ts';
import type { AfterSaleStore } from './after-sale-store.ts';
import type { Orders } from './orders.ts';
import { assertKnown, paymentKeys, type PaymentProviders } from './payment-provider.ts';
import type { Clock, OrderStore, Stock } from './ports.ts';

export type Cancelling = { readonly orderId: string };

export type CancelPorts = {
  readonly store: Pick<OrderStore, 'progress'>;
  readonly orders: Orders;
  readonly sales: AfterSaleStore;
  readonly stock: Stock;
  readonly payments: PaymentProviders;
  readonly clock: Clock;
};

type Run = StepRun<Cancelling>;

/**
 * Begins with the order already cancelled, in the statement that wrote this saga: nobody can pack it any more,
 * and no crash can forget what is still owed. So there is nothing to undo; both steps are tried until they work.
 */
export function cancelOrderSaga(ports: CancelPorts): Saga<Cancelling> {
  return defineSaga<Cancelling>({
    name: 'cancel-order',
    deadlineMs: 3_600_000,
    steps: [
      {
        // Its effect was written with the saga itself; saying so is what keeps it from ever turning back.
        name: 'order is cancelled',
        pivot: true,
        do: async (state, run) => {
          await ports.store.progress(run.progressSql(state));
          return run.saved(state);
        },
      },
      {
        name: 'return goods',
        do: ({ orderId }, { signal }) => ports.stock.release(orderId, 'cancelled', signal),
      },
      { name: 'return money', do: (state, run) => returnMoney(ports, state, run) },
    ],
    refused: (_state, why) => neverRefused(why),
  });
}

async function returnMoney(
  ports: CancelPorts,
  state: Cancelling,
  run: Run,
): Promise<Cancelling | Saved<Cancelling>> {
  const { orders, sales, payments, clock } = ports;
  const found = await sales.find(state.orderId);
  if (!found) throw new Error(`order ${state.orderId} is gone`);
  const { order, refunds } = found.sale;
  // What is on its way back already must arrive first: only then is it known how much is left.
  if (refunds.some((refund) => refund.state === 'executing'))
    throw new NotYet('busy', 'a refund is on its way');
  const amount = unreturned(order);
  const provider = payments.of(order.payment.provider, amount);
  const keys = paymentKeys(order.id);
  // Voiding first decides the race against a capture on its way: the provider lets only one of them win.
  const voided = await provider.void(keys.authorize);
  assertKnown(voided);
  const isTaken = voided.kind === 'declined';
  if (isTaken) {
    const reference = order.payment.reference ?? '';
    const refunded = await provider.refund({ key: keys.refund, amount, reference });
    assertKnown(refunded);
    if (refunded.kind === 'declined')
      throw new DomainError('payment', 'payment.refund_refused', refunded.detail, { code: refunded.code });
  }
  const decide = isTaken ? moneyReturned : moneyReleased;
  const { isSaved } = await orders.change(
    order.id,
    (now) => decide(now, clock.now()),
    () => ({ saga: run.progressSql(state) }),
  );
  return isSaved ? run.saved(state) : state;
}

function neverRefused(why: Refusal): Promise<void> {
  return Promise.reject(new Error(`a cancellation can't be refused any more: ${why.step}`));
}
