import { Injectable } from '@nestjs/common';
import type { Caller } from '../domain/access.ts';
import { assertVersion, cancel } from '../domain/cancellation.ts';
import { cancelItems, isPartlySent } from '../domain/item-cancellation.ts';
import type { Order, OrderDecision } from '../domain/order.ts';
import { CancelItemsSaga } from './cancel-items.saga.ts';
import { CancelOrderSaga } from './cancel-order.saga.ts';
import { ChangeOrder } from './change-order.ts';
import type { OrderHistory } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import type { Wait } from './waiting.ts';

export interface Cancellation {
  readonly orderId: string;
  readonly caller: Caller;
  readonly reason: string;
  /** Refused unless the order has this version. */
  readonly expectedVersion: number | undefined;
}

/**
 * Cancels an order: first the order, for good, then stock and money are given back. Of an order that was partly shipped,
 * staff cancel what is left.
 */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly changes: ChangeOrder,
    private readonly saga: CancelOrderSaga,
    private readonly itemsSaga: CancelItemsSaga,
    private readonly ids: Ids,
  ) {}

  cancel({ orderId, caller, reason, expectedVersion }: Cancellation, wait: Wait): Promise<OrderHistory> {
    const id = this.ids.next();
    const rest = {
      id,
      refundId: this.ids.derived(id, 'refund'),
      lines: null,
      reason,
      refundsShipping: false,
    };
    const decide = (order: Order, now: Date): OrderDecision => {
      if (caller.isStaff && isPartlySent(order)) return cancelItems(order, rest, 'staff', now);
      return cancel(order, caller.isStaff ? 'staff' : 'customer', reason || 'customer.request', now);
    };
    return this.changes.apply(
      orderId,
      caller,
      (order, now) => {
        const decision = decide(order, now);
        // Cancelled before: the request is fulfilled, whichever version the caller knew.
        if (decision.isChanged) assertVersion(order, expectedVersion);
        return decision;
      },
      ({ state }) => ({
        saga:
          state.state === 'cancelled'
            ? this.saga.begin({ orderId })
            : this.itemsSaga.begin({ orderId, cancellationId: id }),
        wait,
      }),
    );
  }
}
