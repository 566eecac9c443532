import { Controller, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { Category, toCategory } from '../shapes/catalogue.ts';
import { ById } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';
import { NewSlug } from './new-slug.ts';

@ApiTags('admin')
@Access('staff')
@Controller('admin/categories')
export class StaffCategoriesController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Put(':id/slug')
  @Answers(200, Category, 'Changes a category’s slug; the former one redirects')
  async setSlug(
    @Param({ schema: ById }) { id: categoryId }: ById,
    @Body({ schema: NewSlug }) { slug, takeOver = false }: NewSlug,
    @WriteOfStaff() { idempotencyKey, actorId }: StaffWrite,
  ): Promise<Category> {
    const request = { categoryId, slug, takeOver, idempotencyKey, actorId };
    return toCategory(present((await this.products.setCategorySlug(request)).category));
  }
}
