import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { Sagas } from '@tradepost/saga';
import { assertVisible, type Caller } from '../domain/access.ts';
import { ABANDONED, canBeAbandoned } from '../domain/purchase.ts';
import { completionOf, type PaymentCompletion } from './payment-completion.ts';
import { PLACE_ORDER } from './placing.ts';
import { OrderStore } from './ports/order-store.ts';
import { Clock } from './ports/platform.ts';
import { isOver, pauseWithin, settledBy, type Wait } from './waiting.ts';

const POLL_MS = 100;

/** Lets a payer walk away from a challenge: stock, authorisation and cart are free before the answer. */
@Injectable()
export class AbandonPayment {
  constructor(
    private readonly orders: OrderStore,
    private readonly sagas: Sagas,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever takes the sleeping saga's row first decides: this, or what confirms the payment.
   * @throws DomainError `payment.already_confirmed`, `payment.not_waiting`
   */
  async abandon(orderId: string, caller: Caller, wait: Wait): Promise<PaymentCompletion> {
    while (await this.isOpen(orderId, caller)) {
      const running = await this.sagas.undo(PLACE_ORDER, orderId, abandoned());
      if (running) await settledBy(running.ended, wait);
      else await this.clock.pause(pauseWithin(wait, POLL_MS));
      if (isOver(wait)) break;
    }
    const found = await this.orders.findHistory(orderId);
    assertVisible(found?.order, caller);
    return completionOf(found);
  }

  private async isOpen(orderId: string, caller: Caller): Promise<boolean> {
    const order = await this.orders.find(orderId);
    assertVisible(order, caller);
    return canBeAbandoned(order);
  }
}

const abandoned = () => new DomainError('payment', ABANDONED, 'The payer chose not to confirm the payment.');
