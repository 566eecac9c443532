import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { RpcClients, type RpcClient } from '@tradepost/rpc';
import { Stock, type Bought } from '../flows/ports.ts';
import type { OrderConfig } from '../order.config.ts';

@Injectable()
export class ProductClient extends Stock {
  private readonly product: RpcClient<typeof ProductServiceDefinition>;
  private readonly holdMs: number;

  constructor(clients: RpcClients, @Inject(CONFIG) { STOCK_HOLD_MS }: OrderConfig) {
    super();
    this.holdMs = STOCK_HOLD_MS;
    this.product = clients.get(ProductServiceDefinition, 'product');
  }

  override async hold(
    { orderId, items: lines }: Bought,
    customer: string,
    signal: AbortSignal,
  ): Promise<void> {
    const items = lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
    await this.product.holdStock({ orderId, items, customer, ttlMs: this.holdMs }, { signal });
  }

  override async extend(orderId: string, until: Date, signal: AbortSignal): Promise<void> {
    const ttlMs = Math.max(0, until.getTime() - Date.now()) + this.holdMs;
    await this.product.extendHold({ orderId, ttlMs }, { signal });
  }

  override async commit(orderId: string, signal: AbortSignal): Promise<void> {
    await this.product.commitStock({ orderId }, { signal });
  }

  override async release(orderId: string, reason: string, signal: AbortSignal): Promise<void> {
    await this.product.releaseStock({ orderId, reason }, { signal });
  }

  override async consume(shipmentId: string, { orderId, items }: Bought, signal: AbortSignal): Promise<void> {
    await this.product.consumeStock({ shipmentId, orderId, items: [...items] }, { signal });
  }

  override async takeBack(returnId: string, { orderId, items }: Bought, signal: AbortSignal): Promise<void> {
    await this.product.returnStock({ returnId, orderId, items: [...items] }, { signal });
  }
}
