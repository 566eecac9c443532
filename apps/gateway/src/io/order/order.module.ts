import { Module } from '@nestjs/common';
import {
  AfterSaleServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
} from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { OrderEvents } from './order-events.ts';
import { OrdersController } from './orders.controller.ts';
import { OrderStream } from './order-stream.ts';
import { OrderUpdates } from './order-updates.ts';
import { PaymentsController } from './payments.controller.ts';
import { PaymentWebhooksController } from './payment-webhooks.controller.ts';
import { ReturnsController } from './returns.controller.ts';

@Module({
  imports: [
    GrpcClientsModule.forFeature([
      OrderServiceDefinition,
      PaymentServiceDefinition,
      AfterSaleServiceDefinition,
    ]),
  ],
  controllers: [OrdersController, PaymentsController, ReturnsController, PaymentWebhooksController],
  providers: [OrderEvents, OrderStream, OrderUpdates],
})
export class OrderModule {}
