import { Module } from '@nestjs/common';
import { CancelOrder } from './flows/cancel-order.ts';
import { CancelOrderSaga } from './flows/cancel-order.saga.ts';
import { ReturnMoney } from './flows/return-money.ts';
import { SagaModule } from './saga.module.ts';
import { StockModule } from './stock.module.ts';
import { StoreModule } from './store.module.ts';

@Module({
  imports: [SagaModule, StockModule, StoreModule],
  providers: [CancelOrder, CancelOrderSaga, ReturnMoney],
  exports: [CancelOrder],
})
export class CancellationModule {}
