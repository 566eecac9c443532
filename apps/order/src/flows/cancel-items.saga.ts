import { Injectable } from '@nestjs/common';
import { defineForwardSaga, Sagas, type NewSaga, type Saga, type Saved, type StepRun } from '@tradepost/saga';
import { orderNotFound } from '../domain/access.ts';
import type { ItemCancellation } from '../domain/documents.ts';
import type { Order } from '../domain/order.ts';
import { itemsOf } from '../domain/order-lines.ts';
import { ExecuteRefund } from './execute-refund.ts';
import { OrderStore } from './ports/order-store.ts';
import { Ids } from './ports/platform.ts';
import { Stock } from './ports/stock.ts';

export interface CancellingItems {
  readonly orderId: string;
  readonly cancellationId: string;
}

/** Begins with the items cancelled: they can't be packed any more. Their stock and money are given back until they are. */
@Injectable()
export class CancelItemsSaga {
  private readonly saga: Saga<CancellingItems>;

  constructor(
    private readonly sagas: Sagas,
    private readonly orders: OrderStore,
    private readonly stock: Stock,
    private readonly refunds: ExecuteRefund,
    private readonly ids: Ids,
  ) {
    this.saga = sagas.register(
      defineForwardSaga<CancellingItems>({
        name: 'cancel-items',
        begun: 'items are cancelled',
        steps: [
          { name: 'release items', do: (state, { signal }) => this.release(state, signal) },
          { name: 'return money of items', do: (state, run) => this.returnMoney(state, run) },
        ],
      }),
    );
  }

  begin(state: CancellingItems): NewSaga<CancellingItems> {
    return this.sagas.begin(this.saga, { id: this.ids.next(), state });
  }

  private async release(state: CancellingItems, signal: AbortSignal): Promise<void> {
    const { order, cancellation } = await this.read(state);
    const items = itemsOf(order, cancellation.lines);
    await this.stock.releaseItems(cancellation.id, { orderId: order.id, items }, signal);
  }

  private async returnMoney(
    state: CancellingItems,
    run: StepRun<CancellingItems>,
  ): Promise<CancellingItems | Saved<CancellingItems>> {
    const { refundId } = (await this.read(state)).cancellation;
    return refundId === null ? state : this.refunds.execute(refundId, state, run);
  }

  private async read({
    orderId,
    cancellationId,
  }: CancellingItems): Promise<{ order: Order; cancellation: ItemCancellation }> {
    const order = await this.orders.find(orderId);
    const cancellation = order?.cancellations.find(({ id }) => id === cancellationId);
    if (!order || !cancellation) throw orderNotFound();
    return { order, cancellation };
  }
}
