import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import type { Saved, StepRun } from '@tradepost/saga';
import { orderNotFound } from '../domain/access.ts';
import { withPrices, type Order, type OrderDecision, type OrderWithPrices } from '../domain/order.ts';
import { moneyReleased, moneyReturned, unreturned } from '../domain/payment.ts';
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
    // An order that went to review before it had prices was never asked for money.
    const isCaptured = order.priced !== null && (await this.wasCaptured(order));
    const decide = (current: Order): OrderDecision =>
      isCaptured
        ? moneyReturned(withPrices(current), this.clock.now())
        : moneyReleased(current, this.clock.now());
    const { isSaved } = await this.orders.change(order.id, decide, () => ({ saga: run.progress(state) }));
    return isSaved ? run.saved(state) : state;
  }

  /** Voids the authorisation, or refunds what was captured. @returns whether it was captured */
  private async wasCaptured(order: OrderWithPrices): Promise<boolean> {
    const amount = unreturned(order);
    const provider = this.payments.of(order.payment.provider, amount);
    const keys = paymentKeys(order.id);
    // Voiding first decides the race against a capture in progress: the provider lets only one of them win.
    const voided = await provider.void(keys.authorize);
    assertKnown(voided);
    if (voided.kind !== 'declined') return false;
    const reference = order.payment.reference ?? '';
    const refunded = await provider.refund({ key: keys.refund, amount, reference });
    assertKnown(refunded);
    if (refunded.kind === 'declined')
      throw new DomainError('payment', 'payment.refund_refused', refunded.detail, { code: refunded.code });
    return true;
  }
}
