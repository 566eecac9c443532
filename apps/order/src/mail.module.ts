import { Module } from '@nestjs/common';
import { MailWorker } from '@tradepost/mail';
import { startWithApp } from '@tradepost/nest';
import { OrderMailComposer } from './io/order-composer.mail.ts';
import { OrderMailWorker } from './io/order-mail.worker.ts';
import { StoreModule } from './store.module.ts';

/** Mails to customers: queued with a change of their order, sent by a worker. */
@Module({
  imports: [StoreModule],
  providers: [
    OrderMailComposer,
    { provide: MailWorker, useClass: OrderMailWorker },
    startWithApp(MailWorker),
  ],
})
export class MailModule {}
