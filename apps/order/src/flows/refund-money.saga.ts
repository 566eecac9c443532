import { Injectable } from '@nestjs/common';
import { defineForwardSaga, Sagas, type NewSaga, type Saga, type Saved, type StepRun } from '@tradepost/saga';
import type { Money } from '@tradepost/decision';
import { orderNotFound } from '../domain/access.ts';
import type { Order } from '../domain/order.ts';
import { isRefundable } from '../domain/payment.ts';
import { refundDone, refundFailed, refundIn } from '../domain/refund.ts';
import { assertKnown, paymentKeys, PaymentProviders } from './payment-providers.ts';
import { OrderStore } from './ports/order-store.ts';
import type { PaymentOutcome } from './ports/payment-provider.ts';
import { Clock, Ids } from './ports/platform.ts';

export interface Refunding {
  readonly orderId: string;
  readonly refundId: string;
}

type Settled = Exclude<PaymentOutcome, { kind: 'unknown' }>;

/** Begins with the refund approved; the provider is asked until it refunds or refuses. */
@Injectable()
export class RefundMoneySaga {
  private readonly saga: Saga<Refunding>;

  constructor(
    private readonly sagas: Sagas,
    private readonly orders: OrderStore,
    private readonly payments: PaymentProviders,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    this.saga = sagas.register(
      defineForwardSaga<Refunding>({
        name: 'refund-money',
        begun: 'refund is approved',
        steps: [{ name: 'refund', do: (state, run) => this.refund(state, run) }],
      }),
    );
  }

  begin(state: Refunding): NewSaga<Refunding> {
    return this.sagas.begin(this.saga, { id: this.ids.next(), state });
  }

  private async refund(state: Refunding, run: StepRun<Refunding>): Promise<Refunding | Saved<Refunding>> {
    const { orderId, refundId } = state;
    const order = await this.orders.find(orderId);
    if (!order) throw orderNotFound();
    const { amount, state: refundState } = refundIn(order, refundId);
    // Executed by an earlier run of this step.
    if (refundState !== 'executing') return state;
    const outcome = await this.moved(order, refundId, amount);
    const { isSaved } = await this.orders.change(
      orderId,
      (current) =>
        outcome.kind === 'approved'
          ? refundDone(current, refundId, this.clock.now())
          : refundFailed(current, refundId, outcome.code, this.clock.now()),
      () => ({ saga: run.progress(state) }),
    );
    return isSaved ? run.saved(state) : state;
  }

  private async moved({ id, payment }: Order, refundId: string, amount: Money): Promise<Settled> {
    if (!isRefundable(payment))
      return { kind: 'declined', code: 'nothing_left', detail: `The payment is ${payment.state}.` };
    const outcome = await this.payments.refund(payment, {
      key: `${paymentKeys(id).refund}/${refundId}`,
      amount,
    });
    assertKnown(outcome);
    return outcome;
  }
}
