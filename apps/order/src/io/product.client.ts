import { Inject, Injectable } from '@nestjs/common';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { CONFIG, InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { Stock, type Customer, type OrderItems } from '../flows/ports/stock.ts';
import type { OrderConfig } from '../order.config.ts';
import { customerKey } from './customer-key.ts';

@Injectable()
export class ProductClient extends Stock {
  private readonly holdMs: number;

  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly product: RpcClient<typeof ProductServiceDefinition>,
    @Inject(CONFIG) { STOCK_HOLD_MS }: OrderConfig,
  ) {
    super();
    this.holdMs = STOCK_HOLD_MS;
  }

  override async take(
    { orderId, items: lines }: OrderItems,
    customer: Customer,
    signal: AbortSignal,
  ): Promise<boolean> {
    const items = lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
    const request = { orderId, items, customer: customerKey(customer), ttlMs: this.holdMs, sell: true };
    const { sold } = await this.product.holdStock(request, { signal });
    return sold;
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

  override async consume(
    shipmentId: string,
    { orderId, items }: OrderItems,
    signal: AbortSignal,
  ): Promise<void> {
    await this.product.consumeStock({ shipmentId, orderId, items: [...items] }, { signal });
  }

  override async releaseItems(
    releaseId: string,
    { orderId, items }: OrderItems,
    signal: AbortSignal,
  ): Promise<void> {
    await this.product.releaseItems({ releaseId, orderId, items: [...items] }, { signal });
  }

  override async restock(
    returnId: string,
    { orderId, items }: OrderItems,
    signal: AbortSignal,
  ): Promise<void> {
    await this.product.returnStock({ returnId, orderId, items: [...items] }, { signal });
  }
}
