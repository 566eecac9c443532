import { Injectable } from '@nestjs/common';
import { DomainError, type Money } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import type { Saved, StepRun } from '@tradepost/saga';
import { orderNotFound } from '../domain/access.ts';
import { withPrices, type Order, type OrderDecision } from '../domain/order.ts';
import { moneyBack, moneyReleased, moneyReturned } from '../domain/order-payment.ts';
import { capturedWith, type RefundablePayment } from '../domain/payment.ts';
import { assertKnown, paymentKeys, PaymentProviders } from './payment-providers.ts';
import { OrderStore } from './ports/order-store.ts';
import { Clock } from './ports/platform.ts';

export interface Cancelling {
  readonly orderId: string;
}

/** Gives all the money of a cancelled order back, whether it was captured or only authorised. */
@Injectable()
export class ReturnMoney {
  constructor(
    private readonly orders: OrderStore,
    private readonly payments: PaymentProviders,
    private readonly clock: Clock,
  ) {}

  async returnMoney(state: Cancelling, run: StepRun<Cancelling>): Promise<Cancelling | Saved<Cancelling>> {
    const order = await this.orders.find(state.orderId);
    if (!order) throw orderNotFound();
    // The refund must arrive first: only then is it known how much is left.
    if (order.refunds.some((refund) => refund.state === 'executing'))
      throw new RetryableError('busy', 'a refund is being executed');
    const isReturned = await this.giveBack(order);
    const decide = (current: Order): OrderDecision =>
      isReturned
        ? moneyReturned(withPrices(current), this.clock.now())
        : moneyReleased(current, this.clock.now());
    const { isSaved } = await this.orders.change(order.id, decide, () => ({ saga: run.progress(state) }));
    return isSaved ? run.saved(state) : state;
  }

  /** @returns whether money that was captured was refunded */
  private async giveBack(order: Order): Promise<boolean> {
    const back = moneyBack(order);
    if (back.kind === 'nothing') return false;
    if (back.kind === 'refund') {
      await this.refund(order.id, back.payment, back.amount);
      return true;
    }
    // Voiding first decides the race against a capture in progress: the provider lets only one of them win.
    const { payment, amount } = back;
    const voided = await this.payments.of(payment.provider, amount).void(paymentKeys(order.id).authorize);
    assertKnown(voided);
    if (voided.kind !== 'declined') return false;
    await this.refund(order.id, capturedWith(payment, amount), amount);
    return true;
  }

  private async refund(orderId: string, payment: RefundablePayment, amount: Money): Promise<void> {
    const refunded = await this.payments.refund(payment, { key: paymentKeys(orderId).refund, amount });
    assertKnown(refunded);
    if (refunded.kind === 'declined')
      throw new DomainError('payment', 'payment.refund_refused', refunded.detail, { code: refunded.code });
  }
}
