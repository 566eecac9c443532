import { Injectable } from '@nestjs/common';
import { ProductServiceDefinition, type VariantOffer } from '@tradepost/contracts';
import { RpcClients } from '@tradepost/rpc';
import type { WantedLine } from '../domain/cart.ts';
import type { Offer, Offers } from '../domain/pricing.ts';
import { Products } from '../flows/ports.ts';
import { GatheredQuotes } from './gathered-quotes.ts';

const NONE: Offers = new Map();

@Injectable()
export class ProductClient extends Products {
  private readonly quotes: GatheredQuotes;

  constructor(clients: RpcClients) {
    super();
    const product = clients.get(ProductServiceDefinition, 'product', { timeoutMs: 3_000 });
    this.quotes = new GatheredQuotes(async (items) => (await product.quoteVariants({ items })).offers);
  }

  async quote(wanted: readonly WantedLine[]): Promise<Offers> {
    if (wanted.length === 0) return NONE;
    const found = await this.quotes.quote(wanted);
    const offers = new Map<string, Offer>();
    for (const { variantId } of wanted) {
      const offer = found.get(variantId);
      if (offer) offers.set(variantId, toOffer(offer));
    }
    return offers;
  }
}

function toOffer({ onSale, unitPrice, ...rest }: VariantOffer): Offer {
  if (!unitPrice) throw new Error(`product gave no price for variant ${rest.variantId}`);
  return { ...rest, unitPrice, isOnSale: onSale };
}
