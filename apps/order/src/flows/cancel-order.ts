import { Injectable } from '@nestjs/common';
import type { Caller } from '../domain/access.ts';
import { assertVersion, cancel } from '../domain/cancellation.ts';
import { CancelOrderSaga } from './cancel-order.saga.ts';
import { ChangeOrder } from './change-order.ts';
import type { OrderHistory } from './ports/order-store.ts';
import type { Wait } from './waiting.ts';

export interface Cancellation {
  readonly orderId: string;
  readonly caller: Caller;
  readonly reason: string;
  /** Refused unless the order has this version. */
  readonly expectedVersion: number | undefined;
}

/** Cancels an order: first the order, for good, then stock and money are given back. */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly changes: ChangeOrder,
    private readonly saga: CancelOrderSaga,
  ) {}

  cancel({ orderId, caller, reason, expectedVersion }: Cancellation, wait: Wait): Promise<OrderHistory> {
    const actor = caller.isStaff ? 'staff' : 'customer';
    return this.changes.apply(
      orderId,
      caller,
      (order, now) => {
        const decision = cancel(order, actor, reason || 'customer.request', now);
        // Cancelled before: the request is fulfilled, whichever version the caller knew.
        if (decision.isChanged) assertVersion(order, expectedVersion);
        return decision;
      },
      { saga: this.saga.begin({ orderId }), wait },
    );
  }
}
