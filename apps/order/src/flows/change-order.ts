import { Injectable } from '@nestjs/common';
import type { NewSaga } from '@tradepost/saga';
import { assertVisible, orderNotFound, type Caller } from '../domain/access.ts';
import type { Order, OrderDecision } from '../domain/order.ts';
import { OrderStore, type OrderHistory } from './ports/order-store.ts';
import { Clock } from './ports/platform.ts';
import { settledBy, type Wait } from './waiting.ts';

/** What a change leaves to do in other services, and how long the caller waits for it. */
export interface FollowUp {
  readonly saga: NewSaga<object>;
  readonly wait: Wait;
}

export const STAFF: Caller = { userId: null, isTokenValid: false, isStaff: true };

/** Changes an order for a caller and answers with what it is then. */
@Injectable()
export class ChangeOrder {
  constructor(
    private readonly orders: OrderStore,
    private readonly clock: Clock,
  ) {}

  /** @param followUp is inserted in the statement of the change, so that no crash can lose it; not without a change */
  async apply(
    orderId: string,
    caller: Caller,
    decide: (order: Order, now: Date) => OrderDecision,
    followUp?: FollowUp | ((decision: OrderDecision) => FollowUp | undefined),
  ): Promise<OrderHistory> {
    let left: FollowUp | undefined;
    const { isSaved } = await this.orders.change(
      orderId,
      (order) => {
        assertVisible(order, caller);
        return decide(order, this.clock.now());
      },
      (decision) => {
        // Of the decision that is saved, which may not be the first one.
        left = typeof followUp === 'function' ? followUp(decision) : followUp;
        return { saga: left?.saga.insert() };
      },
    );
    if (isSaved && left) await settledBy(left.saga.run().ended, left.wait);
    const found = await this.orders.findHistory(orderId);
    if (!found) throw orderNotFound();
    return found;
  }
}
