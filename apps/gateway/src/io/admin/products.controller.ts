import { Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition, ProductStatus } from '@tradepost/contracts';
import { SEARCH } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param, Query } from '../http/checked.ts';
import { Conditional } from '../http/conditional.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import {
  Product,
  productStatuses,
  StaffProductSummary,
  toProduct,
  toStaffSummary,
} from '../shapes/catalogue.ts';
import { ById, oneOf, page, PageQuery } from '../shapes/shared.ts';
import { present, toPage } from '../shapes/shared-mapping.ts';
import { NewSlug } from './new-slug.ts';

const StatusWord = oneOf(productStatuses.words);
const Products = page(StaffProductSummary);
const Filter = shape({
  ...PageQuery,
  q: Type.Optional(Type.String({ maxLength: SEARCH.text })),
  status: Type.Optional(StatusWord),
});
type Filter = Static<typeof Filter>;
const NewStatus = shape({ status: StatusWord });
type NewStatus = Static<typeof NewStatus>;

@ApiTags('admin')
@Access('staff')
@Controller('admin/products')
export class StaffProductsController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Get()
  @Answers(200, Products, 'Products of every status as summaries, last changed first')
  async list(@Query({ schema: Filter }) filter: Filter): Promise<Static<typeof Products>> {
    const { q = '', status, limit, cursor = '' } = filter;
    const found = await this.products.listProductsForStaff({
      query: q,
      status: status ? productStatuses.fromWord(status) : ProductStatus.UNSPECIFIED,
      pageSize: limit,
      pageToken: cursor,
    });
    return toPage(found, toStaffSummary);
  }

  @Get(':id')
  @Conditional()
  @Answers(200, Product, 'A product of any status')
  async get(@Param({ schema: ById }) { id: slug }: ById): Promise<Product> {
    return toProduct(present((await this.products.getProduct({ slug, anyStatus: true })).product));
  }

  @Put(':id/status')
  @Conditional()
  @Answers(200, Product, 'Publishes, unpublishes or archives a product')
  async setStatus(
    @Param({ schema: ById }) { id: productId }: ById,
    @Body({ schema: NewStatus }) body: NewStatus,
    @WriteOfStaff() write: StaffWrite,
  ): Promise<Product> {
    const status = productStatuses.fromWord(body.status);
    return toProduct(
      present((await this.products.setProductStatus({ productId, status, ...write })).product),
    );
  }

  @Put(':id/slug')
  @Conditional()
  @Answers(200, Product, 'Changes a product’s slug; the former one redirects')
  async setSlug(
    @Param({ schema: ById }) { id: productId }: ById,
    @Body({ schema: NewSlug }) { slug, takeOver = false }: NewSlug,
    @WriteOfStaff() write: StaffWrite,
  ): Promise<Product> {
    const request = { productId, slug, takeOver, ...write };
    return toProduct(present((await this.products.setProductSlug(request)).product));
  }
}
