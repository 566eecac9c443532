import { Module } from '@nestjs/common';
import { MessagingModule, PlatformModule } from '@tradepost/nest';
import { AfterSaleModule } from './after-sale.module.ts';
import { OperationsController } from './io/operations.controller.ts';
import { OrderDatabase } from './io/order-database.ts';
import { OrderRetention } from './io/order-retention.ts';
import { MailModule } from './mail.module.ts';
import { configuredPaymentProviders, orderConfig } from './order.config.ts';
import { PaymentProvidersModule } from './payment-providers.module.ts';
import { PaymentModule } from './payment.module.ts';
import { PurchaseModule } from './purchase.module.ts';
import { ReconciliationModule } from './reconciliation.module.ts';

@Module({
  imports: [
    PlatformModule.forRoot({
      ...{ name: 'order', config: orderConfig, database: OrderDatabase },
      callers: ['gateway'],
    }),
    MessagingModule.forRoot({ publishesEvents: true }),
    PaymentProvidersModule.forRoot(configuredPaymentProviders()),
    PurchaseModule,
    PaymentModule,
    AfterSaleModule,
    ReconciliationModule,
    MailModule,
  ],
  controllers: [OperationsController],
  providers: [OrderRetention],
})
export class OrderModule {}
