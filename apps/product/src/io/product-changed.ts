import { ProductChanged } from '@tradepost/contracts';
import type { OutboxEvent } from '@tradepost/messaging';
import { v7 } from 'uuid';

/** Tells readers to drop what they remember of a product. */
export function productChanged(product: { id: string; slug: string; version: number }): OutboxEvent {
  const { id, slug, version } = product;
  return {
    id: v7(),
    aggregateType: 'product',
    aggregateId: id,
    type: 'shop.product.v1.ProductChanged',
    schemaVersion: 1,
    payload: ProductChanged.encode({ productId: id, slug, version }).finish(),
  };
}
