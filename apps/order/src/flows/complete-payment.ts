import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { Sagas } from '@tradepost/saga';
import { assertVisible, type Caller } from '../domain/access.ts';
import { withPrices, type Order } from '../domain/order.ts';
import { completionOf, type PaymentCompletion } from './payment-completion.ts';
import { paymentKeys, PaymentProviders } from './payment-providers.ts';
import { OrderStore } from './ports/order-store.ts';
import { Clock } from './ports/platform.ts';
import { isOver, pauseWithin, settledBy, type Wait } from './waiting.ts';

const POLL_MS = 250;

const isWaiting = ({ state, payment }: Order): boolean =>
  state === 'pending' && payment.state === 'requires_action';

/** Goes on with a purchase after the payer has acted. What the payer did is asked of the provider, never believed. */
@Injectable()
export class CompletePayment {
  constructor(
    private readonly orders: OrderStore,
    private readonly sagas: Sagas,
    private readonly payments: PaymentProviders,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `payment.action_pending`, or why the purchase was refused after all */
  async complete(orderId: string, caller: Caller, wait: Wait): Promise<PaymentCompletion> {
    const order = await this.orders.find(orderId);
    assertVisible(order, caller);
    if (isWaiting(order)) {
      await this.assertConfirmed(order);
      const running = await this.sagas.wake(orderId);
      if (running) await settledBy(running.decided, wait);
      else await this.untilSettled(orderId, wait);
    }
    const found = await this.orders.findHistory(orderId);
    assertVisible(found?.order, caller);
    assertBought(found.order);
    return completionOf(found);
  }

  private async assertConfirmed(order: Order): Promise<void> {
    const { priced, payment } = withPrices(order);
    const provider = this.payments.of(payment.provider, priced.totals.grand);
    const outcome = await provider.status(paymentKeys(order.id).authorize);
    if (outcome?.kind !== 'requires_action') return;
    const known = payment.state === 'requires_action' ? payment.challenge?.url : undefined;
    const challengeUrl = known ?? outcome.challengeUrl;
    throw new DomainError(
      'conflict',
      'payment.action_pending',
      'The payer has not confirmed the payment yet. Send the payer to `challengeUrl`.',
      { challengeUrl },
    );
  }

  /** Another process works on it. */
  private async untilSettled(orderId: string, wait: Wait): Promise<void> {
    // A caller without a deadline does not wait for another process.
    const limit = { ...wait, until: wait.until ?? 0 };
    while (!isOver(limit)) {
      const order = await this.orders.find(orderId);
      if (order?.state !== 'pending') return;
      await this.clock.pause(pauseWithin(limit, POLL_MS));
    }
  }
}

function assertBought({ state, reason }: Order): void {
  if (state !== 'rejected' && state !== 'expired') return;
  const code = reason ?? 'payment.not_completed';
  const kind = code.startsWith('payment.') ? 'payment' : 'conflict';
  throw new DomainError(kind, code, `The purchase was refused (${code}); nothing was paid.`);
}
