import * as wire from '@tradepost/contracts';
import { type ControllerOf, GrpcController } from '@tradepost/nest';
import { readQuery } from '../domain/product-query.ts';
import { FindProducts } from '../flows/find-products.ts';
import { Suggest } from '../flows/suggest.ts';
import { sortOf, toFacet, toSummary } from './product.mapper.ts';

const METHODS = ['listProducts', 'suggest'] as const;

@GrpcController(wire.ProductServiceDefinition, METHODS)
export class SearchController implements ControllerOf<
  typeof wire.ProductServiceDefinition,
  (typeof METHODS)[number]
> {
  constructor(
    private readonly findProducts: FindProducts,
    private readonly suggestions: Suggest,
  ) {}

  async listProducts(request: wire.ListProductsRequest): Promise<wire.ListProductsResponse> {
    const found = await this.findProducts.run(readQuery(request, sortOf(request.sort)));
    return {
      items: found.items.map(toSummary),
      nextPageToken: found.nextPageToken,
      facets: found.facets.map(toFacet),
      total: found.total,
      inexact: found.isInexact,
    };
  }

  async suggest({ query, limit }: wire.SuggestRequest): Promise<wire.SuggestResponse> {
    const { words, products, categories } = await this.suggestions.run(query, limit);
    return { words: [...words], products: products.map(toSummary), categories: [...categories] };
  }
}
