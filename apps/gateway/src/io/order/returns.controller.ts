import { Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AfterSaleServiceDefinition } from '@tradepost/contracts';
import { ORDER_TEXT } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { Static } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param } from '../http/checked.ts';
import { shape } from '../http/schema.ts';
import { LineQuantities } from '../shapes/after-sale.ts';
import { Order, toOrder } from '../shapes/order.ts';
import { ById, words } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';
import { Changing, type OrderChange } from './order-access.ts';

const NewReturn = shape({ lines: LineQuantities, reason: words(ORDER_TEXT.reason) });
type NewReturn = Static<typeof NewReturn>;

@ApiTags('orders')
@Access('optional')
@Controller('orders/:id/returns')
export class ReturnsController {
  constructor(
    @InjectGrpc(AfterSaleServiceDefinition)
    private readonly afterSale: RpcClient<typeof AfterSaleServiceDefinition>,
  ) {}

  @Post()
  @Answers(201, Order, 'Requests a return of delivered lines')
  async request(
    @Param({ schema: ById }) { id }: ById,
    @Body({ schema: NewReturn }) body: NewReturn,
    @Changing() { access, idempotencyKey }: OrderChange,
  ): Promise<Order> {
    const { order } = await this.afterSale.requestReturn({ orderId: id, access, ...body, idempotencyKey });
    return toOrder(present(order));
  }
}
