import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { PAGE_SIZE } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Param, Query } from '../http/checked.ts';
import { EdgeCached } from '../http/edge-cached.ts';
import { BySlug, Category, toCategory } from '../shapes/catalogue.ts';
import { page, PageQuery } from '../shapes/shared.ts';
import { present, toPage } from '../shapes/shared-mapping.ts';

const Categories = page(Category);
/** Other parameters have always been ignored here. */
const Paging = Type.Object({ cursor: PageQuery.cursor });
type Paging = Static<typeof Paging>;

@ApiTags('catalogue')
@Access('public')
@Controller('categories')
export class CategoriesController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Get()
  @EdgeCached()
  @Answers(
    200,
    Categories,
    `The category tree, parents before children; one page has ${PAGE_SIZE.categories} of them`,
  )
  async list(@Query({ schema: Paging }) { cursor = '' }: Paging): Promise<Static<typeof Categories>> {
    const { categories, nextPageToken } = await this.products.listCategories({ pageToken: cursor });
    return toPage({ items: categories, nextPageToken }, toCategory);
  }

  @Get(':slug')
  @EdgeCached()
  @Answers(200, Category, 'A category; a former slug answers with the current one')
  async get(@Param({ schema: BySlug }) { slug }: BySlug): Promise<Category> {
    return toCategory(present((await this.products.getCategory({ slug })).category));
  }
}
