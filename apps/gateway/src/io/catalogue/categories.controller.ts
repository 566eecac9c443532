import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { Static } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Param } from '../http/checked.ts';
import { EdgeCached } from '../http/edge-cached.ts';
import { BySlug, Category, toCategory } from '../shapes/catalogue.ts';
import { list } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';

const Categories = list(Category);

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
  @Answers(200, Categories, 'The category tree, parents before children')
  async list(): Promise<Static<typeof Categories>> {
    return { items: (await this.products.listCategories({})).categories.map(toCategory) };
  }

  @Get(':slug')
  @EdgeCached()
  @Answers(200, Category, 'A category; a former slug answers with the current one')
  async get(@Param({ schema: BySlug }) { slug }: BySlug): Promise<Category> {
    return toCategory(present((await this.products.getCategory({ slug })).category));
  }
}
