import { Module } from '@nestjs/common';
import { startWithApp } from '@tradepost/nest';
import { SagaRunner, Sagas } from '@tradepost/saga';
import { OrderSagaRunner } from './io/saga-engine.ts';
import { SagaController } from './io/saga.controller.ts';
import { StoreModule } from './store.module.ts';

/** The engine of all sagas, and what staff see of it. Each saga registers itself. */
@Module({
  imports: [StoreModule],
  controllers: [SagaController],
  providers: [
    { provide: SagaRunner, useClass: OrderSagaRunner },
    { provide: Sagas, useExisting: SagaRunner },
    startWithApp(SagaRunner),
  ],
  exports: [Sagas],
})
export class SagaModule {}
