import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@tradepost/decision';
import type { SagaRunner } from '@tradepost/saga';
import { assertMaySee, type Asker } from '../domain/access.ts';
import type { Order, TimelineEntry } from '../domain/order.ts';
import { pricedOf } from '../domain/purchase.ts';
import { paymentKeys, type PaymentProviders } from './payment-provider.ts';
import type { OrderStore } from './ports.ts';
import { settledBy, type Wait } from './waiting.ts';

export type CompletePaymentParts = {
  readonly store: OrderStore;
  readonly sagas: Pick<SagaRunner, 'wake'>;
  readonly payments: PaymentProviders;
  /** How often a purchase that goes on elsewhere is looked for (default 250). */
  readonly pollMs?: number;
};

/** How a purchase stands after its payer acted. */
export type Completion = {
  readonly order: Order;
  readonly timeline: readonly TimelineEntry[];
  /** False: it still goes on. */
  readonly isSettled: boolean;
};

const isWaiting = ({ state, paymentState }: Order): boolean =>
  state === 'pending' && paymentState === 'requires_action';

/** Goes on with a purchase after the payer has acted. What the payer did is asked of the provider, never believed. */
export class CompletePayment {
  constructor(private readonly parts: CompletePaymentParts) {}

  /** @throws DomainError `payment.action_pending`, or why the purchase was refused after all */
  async complete(orderId: string, asker: Asker, wait: Wait): Promise<Completion> {
    const { store, sagas } = this.parts;
    const order = await store.find(orderId);
    assertMaySee(order, asker);
    if (isWaiting(order)) {
      await this.assertActed(order);
      const running = await sagas.wake(orderId);
      if (running) await settledBy(running.decided, wait);
      else await this.untilSettled(orderId, wait);
    }
    const found = await store.findWithTimeline(orderId);
    assertMaySee(found?.order, asker);
    assertBought(found!.order);
    return { ...found!, isSettled: found!.order.state !== 'pending' };
  }

  private async assertActed(order: Order): Promise<void> {
    const provider = this.parts.payments.of(order.payment.provider, pricedOf(order).totals.grand);
    const outcome = await provider.status(paymentKeys(order.id).authorize);
    if (outcome?.kind !== 'requires_action') return;
    const { url } = order.payment.challenge ?? { url: outcome.challengeUrl };
    throw new DomainError(
      'conflict',
      'payment.action_pending',
      'The payer has not confirmed the payment yet.',
      {
        challengeUrl: url,
      },
    );
  }

  /** Somebody else woke it. */
  private async untilSettled(orderId: string, { timeoutMs = 0, signal }: Wait): Promise<void> {
    const until = performance.now() + timeoutMs;
    while (!signal?.aborted && performance.now() < until) {
      const order = await this.parts.store.find(orderId);
      if (order?.state !== 'pending') return;
      await pause(this.parts.pollMs ?? 250);
    }
  }
}

function assertBought({ state, reason }: Order): void {
  if (state !== 'rejected' && state !== 'expired') return;
  const code = reason ?? 'payment.not_completed';
  const kind = code.startsWith('payment.') ? 'payment' : 'conflict';
  throw new DomainError(kind, code, 'The purchase came to nothing; nothing was paid.');
}
