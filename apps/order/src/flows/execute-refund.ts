import { Injectable } from '@nestjs/common';
import type { Money } from '@tradepost/decision';
import type { Saved, StepRun } from '@tradepost/saga';
import { orderNotFound } from '../domain/access.ts';
import type { Order } from '../domain/order.ts';
import { isRefundable } from '../domain/payment.ts';
import { refundDone, refundFailed, refundIn } from '../domain/refund.ts';
import { assertKnown, paymentKeys, PaymentProviders } from './payment-providers.ts';
import { OrderStore } from './ports/order-store.ts';
import type { PaymentOutcome } from './ports/payment-provider.ts';
import { Clock } from './ports/platform.ts';

type Settled = Exclude<PaymentOutcome, { kind: 'unknown' }>;

/** Executes an approved refund: the provider is asked until it refunds or refuses. */
@Injectable()
export class ExecuteRefund {
  constructor(
    private readonly orders: OrderStore,
    private readonly payments: PaymentProviders,
    private readonly clock: Clock,
  ) {}

  async execute<State extends { readonly orderId: string }>(
    refundId: string,
    state: State,
    run: StepRun<State>,
  ): Promise<State | Saved<State>> {
    const order = await this.orders.find(state.orderId);
    if (!order) throw orderNotFound();
    const refund = refundIn(order, refundId);
    // Executed by an earlier run of this step.
    if (refund.state !== 'executing') return state;
    const outcome = await this.moved(order, refundId, refund.amount);
    const { isSaved } = await this.orders.change(
      order.id,
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
    const key = `${paymentKeys(id).refund}/${refundId}`;
    const outcome = await this.payments.refund(payment, { key, amount });
    assertKnown(outcome);
    return outcome;
  }
}
