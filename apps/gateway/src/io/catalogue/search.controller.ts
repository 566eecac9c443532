import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { SEARCH, SUGGESTIONS } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Query } from '../http/checked.ts';
import { EdgeCached } from '../http/edge-cached.ts';
import { shape } from '../http/schema.ts';
import { Suggestions, toSummary } from '../shapes/catalogue.ts';

const Typed = shape({
  q: Type.String({ minLength: 1, maxLength: SEARCH.text }),
  limit: Type.Integer({
    minimum: SUGGESTIONS.min,
    maximum: SUGGESTIONS.max,
    default: SUGGESTIONS.default,
  }),
});
type Typed = Static<typeof Typed>;

@ApiTags('catalogue')
@Access('public')
@Controller('search')
export class SearchController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Get('suggestions')
  @EdgeCached()
  @Answers(200, Suggestions, 'Words, products and categories as one types')
  async suggest(@Query({ schema: Typed }) { q, limit }: Typed): Promise<Static<typeof Suggestions>> {
    const { words, products, categories } = await this.products.suggest({ query: q, limit });
    return { words, products: products.map(toSummary), categories };
  }
}
