import { ProductChanged, StockLow } from '@tradepost/contracts';
import type { OutboxEvent } from '@tradepost/messaging';
import { encodeMessage } from '@tradepost/rpc';
import { v7 } from 'uuid';
import type { Product } from '../gen/prisma/client.ts';

export type ChangedProduct = Pick<Product, 'id' | 'slug' | 'version'>;

/** Makes readers drop what they have cached of a product. */
export function productChanged(product: ChangedProduct): OutboxEvent {
  const { id: productId, slug, version } = product;
  const payload = encodeMessage(ProductChanged, { productId, slug, version });
  return eventOf(productId, 'shop.product.v1.ProductChanged', payload);
}

export const stockLow = (stock: StockLow): OutboxEvent =>
  eventOf(stock.productId, 'shop.product.v1.StockLow', encodeMessage(StockLow, stock));

const eventOf = (productId: string, type: string, payload: Uint8Array): OutboxEvent => ({
  ...{ id: v7(), aggregateType: 'product', aggregateId: productId, type, schemaVersion: 1, payload },
});
