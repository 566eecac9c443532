import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@tradepost/decision';
import type { SagaRunner } from '@tradepost/saga';
import { assertMaySee, type Asker } from '../domain/access.ts';
import { ABANDONED, canBeAbandoned } from '../domain/purchase.ts';
import type { Completion } from './complete-payment.ts';
import { PLACE_ORDER } from './place-order.saga.ts';
import type { OrderStore } from './ports.ts';
import { settledBy, type Wait } from './waiting.ts';

export type AbandonPaymentParts = {
  readonly store: OrderStore;
  readonly sagas: Pick<SagaRunner, 'undo'>;
  /** How often a purchase that somebody else works on is looked for (default 100). */
  readonly pollMs?: number;
};

/** Lets a payer walk away from a challenge: goods, promise and cart are free before the answer. */
export class AbandonPayment {
  constructor(private readonly parts: AbandonPaymentParts) {}

  /**
   * Whoever takes the sleeping saga's row first decides: this, or what confirms the payment.
   * @throws DomainError `payment.already_confirmed`, `payment.not_waiting`
   */
  async abandon(orderId: string, asker: Asker, wait: Wait): Promise<Completion> {
    const { store, sagas, pollMs = 100 } = this.parts;
    const until = performance.now() + (wait.timeoutMs ?? Infinity);
    const isOver = () => wait.signal?.aborted === true || performance.now() >= until;
    while (await this.isOpen(orderId, asker)) {
      const running = await sagas.undo(PLACE_ORDER, orderId, walkedAway());
      if (running) await settledBy(running.ended, { ...wait, timeoutMs: until - performance.now() });
      else await pause(pollMs);
      if (isOver()) break;
    }
    const found = await store.findWithTimeline(orderId);
    assertMaySee(found?.order, asker);
    return { ...found!, isSettled: found!.order.state !== 'pending' };
  }

  private async isOpen(orderId: string, asker: Asker): Promise<boolean> {
    const order = await this.parts.store.find(orderId);
    assertMaySee(order, asker);
    return canBeAbandoned(order);
  }
}

const walkedAway = () => new DomainError('payment', ABANDONED, 'The payer chose not to confirm the payment.');
