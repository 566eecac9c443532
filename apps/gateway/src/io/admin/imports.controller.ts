import { Controller, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { IMPORT_BYTES, IMPORT_PRODUCTS } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { BodyLimit } from '../http/body-limit.ts';
import { Body } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import {
  fromProductInput,
  fromProductPatch,
  ImportResult,
  ProductInput,
  ProductPatch,
  toImportResult,
} from '../shapes/import.ts';

const TIMEOUT_MS = 30_000;

const Import = shape({
  dryRun: Type.Optional(Type.Boolean()),
  products: Type.Array(ProductInput, { minItems: 1, maxItems: IMPORT_PRODUCTS }),
});
type Import = Static<typeof Import>;

const Patches = shape({
  dryRun: Type.Optional(Type.Boolean()),
  keepVariants: Type.Optional(
    Type.Boolean({ description: 'True: a product that would lose variants on sale is refused' }),
  ),
  products: Type.Array(ProductPatch, { minItems: 1, maxItems: IMPORT_PRODUCTS }),
});
type Patches = Static<typeof Patches>;
const Results = shape({ results: Type.Array(ImportResult) });

@ApiTags('admin')
@Access('staff')
@Controller('admin/imports')
export class ImportsController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Post('products')
  @BodyLimit(IMPORT_BYTES)
  @Answers(200, Results, 'Creates or updates up to 50 products; each is imported completely or not at all')
  async importProducts(
    @Body({ schema: Import }) { products, dryRun = false }: Import,
    @WriteOfStaff() { idempotencyKey, actorId }: StaffWrite,
  ): Promise<Static<typeof Results>> {
    const request = { products: products.map(fromProductInput), dryRun, idempotencyKey, actorId };
    const { results } = await this.products.importProducts(request, { timeoutMs: TIMEOUT_MS });
    return { results: results.map(toImportResult) };
  }

  @Patch('products')
  @BodyLimit(IMPORT_BYTES)
  @Answers(
    200,
    Results,
    'As POST, but what a product has and the body does not give stays; new ones get defaults',
  )
  async patchProducts(
    @Body({ schema: Patches }) { products, dryRun = false, keepVariants = false }: Patches,
    @WriteOfStaff() { idempotencyKey, actorId }: StaffWrite,
  ): Promise<Static<typeof Results>> {
    const request = {
      ...{ products: products.map(fromProductPatch), dryRun, keepVariants },
      ...{ idempotencyKey, actorId },
    };
    const { results } = await this.products.patchProducts(request, { timeoutMs: TIMEOUT_MS });
    return { results: results.map(toImportResult) };
  }
}
