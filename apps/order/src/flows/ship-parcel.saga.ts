import { Injectable } from '@nestjs/common';
import { defineForwardSaga, Sagas, type NewSaga, type Saga } from '@tradepost/saga';
import { orderNotFound } from '../domain/access.ts';
import { itemsOf } from '../domain/order-lines.ts';
import { OrderStore } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import { Stock } from './ports/stock.ts';

export interface Shipping {
  readonly orderId: string;
  readonly parcelId: string;
}

/** Begins with the parcel shipped; the product service is asked to consume its items until it did. */
@Injectable()
export class ShipParcelSaga {
  private readonly saga: Saga<Shipping>;

  constructor(
    private readonly sagas: Sagas,
    private readonly orders: OrderStore,
    private readonly stock: Stock,
    private readonly ids: Ids,
  ) {
    this.saga = sagas.register(
      defineForwardSaga<Shipping>({
        name: 'ship-parcel',
        begun: 'parcel is shipped',
        steps: [{ name: 'consume stock', do: (state, { signal }) => this.consume(state, signal) }],
      }),
    );
  }

  begin(state: Shipping): NewSaga<Shipping> {
    return this.sagas.begin(this.saga, { id: this.ids.next(), state });
  }

  private async consume({ orderId, parcelId }: Shipping, signal: AbortSignal): Promise<void> {
    const order = await this.orders.find(orderId);
    if (!order) throw orderNotFound();
    const parcel = order.fulfilments.find(({ id }) => id === parcelId);
    await this.stock.consume(parcelId, { orderId, items: itemsOf(order, parcel?.lines ?? []) }, signal);
  }
}
