import { Injectable } from '@nestjs/common';
import type { LineQuantity } from '../domain/documents.ts';
import { createParcel, leavesBy, moveParcel, type ParcelMove } from '../domain/fulfilment.ts';
import { ChangeOrder, STAFF } from './change-order.ts';
import { documentId } from './document-id.ts';
import type { OrderHistory } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import { ShipParcelSaga } from './ship-parcel.saga.ts';
import type { Wait } from './waiting.ts';

/** Staff plan parcels, pack and ship them. */
@Injectable()
export class FulfilOrder {
  constructor(
    private readonly changes: ChangeOrder,
    private readonly saga: ShipParcelSaga,
    private readonly ids: Ids,
  ) {}

  createParcel(
    orderId: string,
    { key, ...parcel }: { lines: readonly LineQuantity[]; tracking: string; key: string },
  ): Promise<OrderHistory> {
    const id = documentId(this.ids, orderId, 'parcel', key);
    return this.changes.apply(orderId, STAFF, (order, now) => createParcel(order, { id, ...parcel }, now));
  }

  /** Items that leave are consumed before it answers, if that is quick; in any case they will be. */
  moveParcel(orderId: string, move: ParcelMove, wait: Wait): Promise<OrderHistory> {
    const saga = this.saga.begin({ orderId, parcelId: move.id });
    return this.changes.apply(
      orderId,
      STAFF,
      (order, now) => moveParcel(order, move, now),
      ({ state }) => (leavesBy(state, move) ? { saga, wait } : undefined),
    );
  }
}
