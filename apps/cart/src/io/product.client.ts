import { Injectable } from '@nestjs/common';
import { ProductServiceDefinition, TaxClass, type VariantOffer } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { LineRequest } from '../domain/cart.ts';
import type { Offer, Offers } from '../domain/pricing.ts';
import { Products } from '../flows/ports.ts';
import { QuoteBatcher } from './quote-batcher.ts';

const NONE: Offers = new Map();

@Injectable()
export class ProductClient extends Products {
  private readonly batcher: QuoteBatcher;

  constructor(@InjectGrpc(ProductServiceDefinition) product: RpcClient<typeof ProductServiceDefinition>) {
    super();
    this.batcher = new QuoteBatcher(async (items) => (await product.quoteVariants({ items })).offers);
  }

  async quote(lines: readonly LineRequest[]): Promise<Offers> {
    if (lines.length === 0) return NONE;
    const found = await this.batcher.quote(lines);
    const offers = new Map<string, Offer>();
    for (const { variantId } of lines) {
      const offer = found.get(variantId);
      if (offer) offers.set(variantId, toOffer(offer));
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
