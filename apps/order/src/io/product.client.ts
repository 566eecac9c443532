import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { RpcClients, type RpcClient } from '@tradepost/rpc';
import { Stock, type Bought } from '../flows/ports.ts';
import type { OrderConfig } from '../order.config.ts';

// Longer than a purchase may take; only a hold that everybody forgot is ended by it.
const HOLD_MARGIN_MS = 5 * 60_000;

@Injectable()
export class ProductClient extends Stock {
  private readonly product: RpcClient<typeof ProductServiceDefinition>;
  private readonly holdMs: number;

  constructor(clients: RpcClients, @Inject(CONFIG) { PAYMENT_CHALLENGE_MS }: OrderConfig) {
    super();
    this.holdMs = PAYMENT_CHALLENGE_MS + HOLD_MARGIN_MS;
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

  override async commit(orderId: string, signal: AbortSignal): Promise<void> {
    await this.product.commitStock({ orderId }, { signal });
  }

  override async release(orderId: string, reason: string, signal: AbortSignal): Promise<void> {
    await this.product.releaseStock({ orderId, reason }, { signal });
  }

  override async takeBack(returnId: string, { orderId, items }: Bought, signal: AbortSignal): Promise<void> {
    await this.product.returnStock({ returnId, orderId, items: [...items] }, { signal });
  }
}
