import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Param, Query } from '../http/checked.ts';
import { EdgeCached } from '../http/edge-cached.ts';
import { shape } from '../http/schema.ts';
import { BySlug, Facet, Product, ProductSummary, toProduct, toSummary } from '../shapes/catalogue.ts';
import { nullable } from '../shapes/shared.ts';
import { ListQuery, toListRequest } from './list-query.ts';

const Products = shape({
  items: Type.Array(ProductSummary),
  facets: Type.Array(Facet),
  total: nullable(Type.Integer()),
  inexact: Type.Boolean({ description: 'Nothing matches q as it was typed; these come close' }),
  nextCursor: nullable(Type.String()),
});

@ApiTags('catalogue')
@Access('public')
@Controller('products')
export class ProductsController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Get()
  @EdgeCached()
  @Answers(
    200,
    Products,
    'Search and browse; option.<name>=value narrows by an option, repeated values are alternatives',
  )
  async list(@Query({ schema: ListQuery }) query: ListQuery): Promise<Static<typeof Products>> {
    const request = toListRequest(query);
    const page = await this.products.listProducts(request);
    return {
      items: page.items.map(toSummary),
      facets: page.facets,
      total: request.withFacets ? page.total : null,
      inexact: page.inexact,
      nextCursor: page.nextPageToken || null,
    };
  }

  @Get(':slug')
  @EdgeCached()
  @Answers(
    200,
    Product,
    'A product with options, variants, pictures and breadcrumbs; a former slug answers with the current one',
  )
  async get(@Param({ schema: BySlug }) { slug }: BySlug): Promise<Product> {
    const { product } = await this.products.getProduct({ slug, anyStatus: false });
    if (!product) throw new DomainError('missing', 'product.not_found', `No product has the slug "${slug}".`);
    return toProduct(product);
  }
}
