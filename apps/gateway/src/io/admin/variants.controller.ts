import { Controller, Get, Patch, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { PRODUCT } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param, Query } from '../http/checked.ts';
import { Conditional } from '../http/conditional.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { toVariant, Variant } from '../shapes/catalogue.ts';
import { Barcode, fromTier, TierInput } from '../shapes/import.ts';
import { AnyPage, ById, page, Price } from '../shapes/shared.ts';
import { fromMoney, present, toPage } from '../shapes/shared-mapping.ts';
import { Movement, toMovement } from '../shapes/stock.ts';
import { fromTaxClass, NewTaxClass } from '../shapes/tax.ts';
import { StockChange, toChange, toSettings } from './stock-change.ts';

const Movements = page(Movement);
const NewPrices = shape({
  price: Price,
  compareAtPrice: Type.Optional(Price),
  tiers: Type.Optional(Type.Array(TierInput, { maxItems: PRODUCT.tiers })),
});
type NewPrices = Static<typeof NewPrices>;

const VariantChange = shape({
  taxClass: Type.Optional(NewTaxClass),
  requiresShipping: Type.Optional(Type.Boolean({ description: 'false: nothing is shipped' })),
  barcode: Type.Optional(Barcode),
});
type VariantChange = Static<typeof VariantChange>;

@ApiTags('admin')
@Access('staff')
@Controller('admin/variants/:id')
export class StaffVariantsController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Patch()
  @Conditional()
  @Answers(200, Variant, 'Changes how a variant is taxed and shipped, and its barcode; what is absent stays')
  async change(
    @Param({ schema: ById }) { id: variantId }: ById,
    @Body({ schema: VariantChange }) { taxClass, requiresShipping, barcode }: VariantChange,
    @WriteOfStaff() write: StaffWrite,
  ): Promise<Variant> {
    const { variant } = await this.products.changeVariant({
      ...{ variantId, taxClass: fromTaxClass(taxClass), requiresShipping, barcode },
      ...write,
    });
    return toVariant(present(variant));
  }

  @Put('prices')
  @Conditional()
  @Answers(200, Variant, 'Replaces price, compare-at price and quantity tiers')
  async setPrices(
    @Param({ schema: ById }) { id: variantId }: ById,
    @Body({ schema: NewPrices }) { price, compareAtPrice, tiers = [] }: NewPrices,
    @WriteOfStaff() write: StaffWrite,
  ): Promise<Variant> {
    const { variant } = await this.products.setVariantPrices({
      variantId,
      price: fromMoney(price),
      compareAtPrice: compareAtPrice && fromMoney(compareAtPrice),
      tiers: tiers.map(fromTier),
      ...write,
    });
    return toVariant(present(variant));
  }

  @Put('stock')
  @Conditional()
  @Answers(200, Variant, 'Sets or adjusts the quantity on hand')
  async setStock(
    @Param({ schema: ById }) { id: variantId }: ById,
    @Body({ schema: StockChange }) body: StockChange,
    @WriteOfStaff() write: StaffWrite,
  ): Promise<Variant> {
    const { variant } = await this.products.setVariantStock({
      variantId,
      change: toChange(body),
      ...toSettings(body),
      locationId: body.locationId,
      ...write,
    });
    return toVariant(present(variant));
  }

  @Get('movements')
  @Answers(200, Movements, 'Every change of a variant’s stock, newest first')
  async movements(
    @Param({ schema: ById }) { id: variantId }: ById,
    @Query({ schema: AnyPage }) { limit, cursor = '' }: AnyPage,
  ): Promise<Static<typeof Movements>> {
    const found = await this.products.listMovements({ variantId, pageSize: limit, pageToken: cursor });
    return toPage(found, toMovement);
  }
}
