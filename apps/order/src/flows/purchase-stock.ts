import { Injectable } from '@nestjs/common';
import { price } from '../domain/purchase.ts';
import type { Placing } from './placing.ts';
import { OrderStore } from './ports/order-store.ts';
import { Stock } from './ports/stock.ts';

/** Steps of a purchase that concern its stock. */
@Injectable()
export class PurchaseStock {
  constructor(
    private readonly orders: OrderStore,
    private readonly stock: Stock,
  ) {}

  async take(state: Placing, signal: AbortSignal): Promise<Placing> {
    const { orderId, priced } = state;
    const order = price(await this.orders.get(orderId), priced);
    const isSold = await this.stock.take({ orderId, items: order.priced.lines }, order, signal);
    return { ...state, isSold };
  }

  /** Stock that is held only: by a product service of the release before, or for a saga of it. */
  commit({ orderId }: Placing, signal: AbortSignal): Promise<void> {
    return this.stock.commit(orderId, signal);
  }

  release({ orderId }: Placing, signal: AbortSignal): Promise<void> {
    return this.stock.release(orderId, 'rejected', signal);
  }
}
