import { Injectable } from '@nestjs/common';
import type { Caller } from '../domain/access.ts';
import type { LineQuantity } from '../domain/documents.ts';
import { moveReturn, requestReturn } from '../domain/returns.ts';
import type { ReturnState } from '../domain/states.ts';
import { ChangeOrder, STAFF } from './change-order.ts';
import { documentId } from './document-id.ts';
import type { OrderHistory } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import { RestockSaga } from './restock.saga.ts';
import type { Wait } from './waiting.ts';

/** Customers send items back; staff approve, receive and close the return. */
@Injectable()
export class ReturnItems {
  constructor(
    private readonly changes: ChangeOrder,
    private readonly saga: RestockSaga,
    private readonly ids: Ids,
  ) {}

  requestReturn(
    orderId: string,
    caller: Caller,
    { key, ...requested }: { lines: readonly LineQuantity[]; reason: string; key: string },
  ): Promise<OrderHistory> {
    const id = documentId(this.ids, orderId, 'return', key);
    const actor = caller.isStaff ? 'staff' : 'customer';
    return this.changes.apply(orderId, caller, (order, now) =>
      requestReturn(order, { id, ...requested }, actor, now),
    );
  }

  /** Received items are restocked before it answers, if that is quick; in any case they will be. */
  moveReturn(
    orderId: string,
    { id, to }: { id: string; to: ReturnState },
    wait: Wait,
  ): Promise<OrderHistory> {
    const saga = this.saga.begin({ orderId, returnId: id });
    const followUp = to === 'received' ? { saga, wait } : undefined;
    return this.changes.apply(orderId, STAFF, (order, now) => moveReturn(order, id, to, now), followUp);
  }
}
