import { Injectable } from '@nestjs/common';
import { ProductServiceDefinition, type VariantOffer } from '@tradepost/contracts';
import { RpcClients, type RpcClient } from '@tradepost/rpc';
import type { WantedLine } from '../domain/cart.ts';
import type { Offer, Offers } from '../domain/pricing.ts';
import { Products } from '../flows/ports.ts';

const NONE: Offers = new Map();

// What the contract allows in one question; a cart never needs a second one.
const MOST_ITEMS = 500;

@Injectable()
export class ProductClient extends Products {
  private readonly product: RpcClient<typeof ProductServiceDefinition>;

  constructor(clients: RpcClients) {
    super();
    this.product = clients.get(ProductServiceDefinition, 'product', { timeoutMs: 3_000 });
  }

  async quote(wanted: readonly WantedLine[]): Promise<Offers> {
    if (wanted.length === 0) return NONE;
    const items = wanted.map(({ variantId, quantity }) => ({ variantId, quantity }));
    const batches = Array.from({ length: Math.ceil(items.length / MOST_ITEMS) }, (_, i) =>
      items.slice(i * MOST_ITEMS, (i + 1) * MOST_ITEMS),
    );
    const replies = await Promise.all(batches.map((batch) => this.product.quoteVariants({ items: batch })));
    const offers = replies.flatMap((reply) => reply.offers);
    return new Map(offers.map((offer) => [offer.variantId, toOffer(offer)]));
  }
}

function toOffer({ onSale, unitPrice, ...rest }: VariantOffer): Offer {
  if (!unitPrice) throw new Error(`product gave no price for variant ${rest.variantId}`);
  return { ...rest, unitPrice, isOnSale: onSale };
}
