import { Injectable } from '@nestjs/common';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { RpcClients, type RpcClient } from '@tradepost/rpc';
import { Stock, type Item } from '../flows/ports.ts';

// Longer than a purchase may take; only a hold that everybody forgot is ended by it.
const HOLD_MS = 10 * 60_000;

@Injectable()
export class ProductClient extends Stock {
  private readonly product: RpcClient<typeof ProductServiceDefinition>;

  constructor(clients: RpcClients) {
    super();
    this.product = clients.get(ProductServiceDefinition, 'product');
  }

  override async hold(orderId: string, lines: readonly Item[], signal: AbortSignal): Promise<void> {
    const items = lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
    await this.product.holdStock({ orderId, items, ttlMs: HOLD_MS }, { signal });
  }

  override async commit(orderId: string, signal: AbortSignal): Promise<void> {
    await this.product.commitStock({ orderId }, { signal });
  }

  override async release(orderId: string, reason: string, signal: AbortSignal): Promise<void> {
    await this.product.releaseStock({ orderId, reason }, { signal });
  }
}
