import { Injectable } from '@nestjs/common';
import { withPrices } from '../domain/order.ts';
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

  async hold({ orderId }: Placing, signal: AbortSignal): Promise<void> {
    const order = withPrices(await this.orders.get(orderId));
    await this.stock.hold({ orderId, items: order.priced.lines }, order, signal);
  }

  commit({ orderId }: Placing, signal: AbortSignal): Promise<void> {
    return this.stock.commit(orderId, signal);
  }

  release({ orderId }: Placing, signal: AbortSignal): Promise<void> {
    return this.stock.release(orderId, 'rejected', signal);
  }
}
