import { Injectable } from '@nestjs/common';
import { defineForwardSaga, Sagas, type NewSaga, type Saga } from '@tradepost/saga';
import { orderNotFound } from '../domain/access.ts';
import { itemsOf } from '../domain/order-lines.ts';
import { OrderStore } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import { Stock } from './ports/stock.ts';

export interface Restocking {
  readonly orderId: string;
  readonly returnId: string;
}

/** Begins with the return received; the product service is asked to restock its items until it did. */
@Injectable()
export class RestockSaga {
  private readonly saga: Saga<Restocking>;

  constructor(
    private readonly sagas: Sagas,
    private readonly orders: OrderStore,
    private readonly stock: Stock,
    private readonly ids: Ids,
  ) {
    this.saga = sagas.register(
      defineForwardSaga<Restocking>({
        name: 'restock-return',
        begun: 'return is received',
        steps: [{ name: 'restock', do: (state, { signal }) => this.restock(state, signal) }],
      }),
    );
  }

  begin(state: Restocking): NewSaga<Restocking> {
    return this.sagas.begin(this.saga, { id: this.ids.next(), state });
  }

  private async restock({ orderId, returnId }: Restocking, signal: AbortSignal): Promise<void> {
    const order = await this.orders.find(orderId);
    if (!order) throw orderNotFound();
    const returned = order.returns.find(({ id }) => id === returnId);
    await this.stock.restock(returnId, { orderId, items: itemsOf(order, returned?.lines ?? []) }, signal);
  }
}
