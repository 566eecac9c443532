import { Module } from '@nestjs/common';
import { AbandonPayment } from './flows/abandon-payment.ts';
import { CompletePayment } from './flows/complete-payment.ts';
import { HandlePaymentWebhook } from './flows/handle-payment-webhook.ts';
import { WebhookEvents } from './flows/ports/webhook-events.ts';
import { PaymentController } from './io/payment.controller.ts';
import { PrismaWebhookEvents } from './io/webhook-events.store.ts';
import { SagaModule } from './saga.module.ts';
import { StoreModule } from './store.module.ts';

/** Payments that wait for their payer, and webhooks. */
@Module({
  imports: [SagaModule, StoreModule],
  controllers: [PaymentController],
  providers: [
    AbandonPayment,
    CompletePayment,
    HandlePaymentWebhook,
    { provide: WebhookEvents, useClass: PrismaWebhookEvents },
  ],
})
export class PaymentModule {}
