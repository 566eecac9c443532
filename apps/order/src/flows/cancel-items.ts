import { Injectable } from '@nestjs/common';
import type { LineQuantity } from '../domain/documents.ts';
import { cancelItems } from '../domain/item-cancellation.ts';
import { CancelItemsSaga } from './cancel-items.saga.ts';
import { ChangeOrder, STAFF } from './change-order.ts';
import { documentId } from './document-id.ts';
import type { OrderHistory } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import type { Wait } from './waiting.ts';

export interface RequestedCancellation {
  /** Null: all that is neither packed nor shipped. */
  readonly lines: readonly LineQuantity[] | null;
  readonly reason: string;
  readonly refundsShipping: boolean;
  readonly key: string;
}

/** Staff cancel items that are not packed: first the items, for good, then their stock and money are given back. */
@Injectable()
export class CancelItems {
  constructor(
    private readonly changes: ChangeOrder,
    private readonly saga: CancelItemsSaga,
    private readonly ids: Ids,
  ) {}

  cancel(orderId: string, { key, ...requested }: RequestedCancellation, wait: Wait): Promise<OrderHistory> {
    const id = documentId(this.ids, orderId, 'cancellation', key);
    const refundId = this.ids.derived(id, 'refund');
    return this.changes.apply(
      orderId,
      STAFF,
      (order, now) => cancelItems(order, { ...requested, id, refundId }, 'staff', now),
      { saga: this.saga.begin({ orderId, cancellationId: id }), wait },
    );
  }
}
