import { defineSaga, type Saga, type Saved, type StepRun } from '@tradepost/saga';
import { refundDone, refundFailed, refundIn } from '../domain/refund.ts';
import type { AfterSaleStore } from './after-sale-store.ts';
import { assertKnown, paymentKeys, type PaymentProviders } from './payment-provider.ts';
import type { Clock, OrderStore } from './ports.ts';

export type Refunding = { readonly orderId: string; readonly refundId: string };

export type RefundPorts = {
  readonly store: Pick<OrderStore, 'progress'>;
  readonly sales: AfterSaleStore;
  readonly payments: PaymentProviders;
  readonly clock: Clock;
};

/** Begins with the refund approved, in the statement that wrote this saga; asks the provider until it is told yes or no. */
export function refundMoneySaga(ports: RefundPorts): Saga<Refunding> {
  return defineSaga<Refunding>({
    name: 'refund-money',
    deadlineMs: 3_600_000,
    steps: [
      {
        name: 'refund is approved',
        pivot: true,
        do: async (state, run) => {
          await ports.store.progress(run.progressSql(state));
          return run.saved(state);
        },
      },
      { name: 'give money back', do: (state, run) => giveBack(ports, state, run) },
    ],
    refused: (_state, why) =>
      Promise.reject(new Error(`an approved refund can't be refused any more: ${why.step}`)),
  });
}

async function giveBack(
  { sales, payments, clock }: RefundPorts,
  state: Refunding,
  run: StepRun<Refunding>,
): Promise<Refunding | Saved<Refunding>> {
  const { orderId, refundId } = state;
  const found = await sales.find(orderId);
  if (!found) throw new Error(`order ${orderId} is gone`);
  const { payment } = found.sale.order;
  const { amount } = refundIn(found.sale, refundId);
  const key = `${paymentKeys(orderId).refund}/${refundId}`;
  const outcome = await payments
    .of(payment.provider, amount)
    .refund({ key, amount, reference: payment.reference ?? '' });
  assertKnown(outcome);
  const { isSaved } = await sales.change(
    orderId,
    (sale) =>
      outcome.kind === 'approved'
        ? refundDone(sale!, refundId, clock.now())
        : refundFailed(sale!, refundId, outcome.code, clock.now()),
    () => ({ saga: run.progressSql(state) }),
  );
  return isSaved ? run.saved(state) : state;
}
