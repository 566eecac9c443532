import { Injectable } from '@nestjs/common';
import { ProductServiceDefinition, TaxClass, type VariantOffer } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { LineRequest } from '../domain/cart.ts';
import type { Offer, Offers } from '../domain/pricing.ts';
import { Products } from '../flows/ports.ts';
import { QuoteBatcher } from './quote-batcher.ts';
import { RecentOffers } from './recent-offers.ts';

@Injectable()
export class ProductClient extends Products {
  private readonly recent = new RecentOffers();
  private readonly batcher: QuoteBatcher;

  constructor(@InjectGrpc(ProductServiceDefinition) product: RpcClient<typeof ProductServiceDefinition>) {
    super();
    this.batcher = new QuoteBatcher(async (items) => {
      const askedAt = performance.now();
      const offers = (await product.quoteVariants({ items })).offers.map(toOffer);
      this.recent.add(items, offers, askedAt);
      return offers;
    });
  }

  async quote(lines: readonly LineRequest[], recent: readonly LineRequest[] = []): Promise<Offers> {
    const offers = new Map<string, Offer>();
    const asked = [...lines];
    for (const line of recent) {
      const known = this.recent.get(line);
      if (known) offers.set(line.variantId, known);
      else asked.push(line);
    }
    if (asked.length === 0) return offers;
    const found = await this.batcher.quote(asked);
    for (const { variantId } of asked) {
      const offer = found.get(variantId);
      if (offer) offers.set(variantId, offer);
    }
    return offers;
  }
}

// A release of product without tax classes says nothing of them.
function toOffer({ onSale, unitPrice, taxClass, requiresShipping, ...rest }: VariantOffer): Offer {
  if (!unitPrice) throw new Error(`product returned no price for variant ${rest.variantId}`);
  return {
    ...rest,
    unitPrice,
    isOnSale: onSale,
    taxClass: taxClass === TaxClass.ZERO ? 'zero' : 'standard',
    requiresShipping: requiresShipping ?? true,
  };
}
