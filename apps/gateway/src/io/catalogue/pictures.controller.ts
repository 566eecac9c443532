import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { AnswersBytes } from '../http/answers.ts';
import { Param } from '../http/checked.ts';
import { shape } from '../http/schema.ts';

const ByKey = shape({ key: Type.String({ pattern: '^[\\w.-]{1,200}$' }) });
type ByKey = Static<typeof ByKey>;

@ApiTags('catalogue')
@Access('public')
@Controller('pictures')
export class PicturesController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Get(':key')
  @AnswersBytes('image/svg+xml', 'A picture of the catalogue')
  async get(
    @Param({ schema: ByKey }) { key }: ByKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { contentType, body } = await this.products.getPicture({ key });
    reply
      .header('content-type', contentType)
      .header('cache-control', 'public, max-age=86400')
      // An SVG may carry scripts; nothing in one of ours may run.
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    return Buffer.from(body);
  }
}
