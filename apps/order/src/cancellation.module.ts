import { Module } from '@nestjs/common';
import { CancelItems } from './flows/cancel-items.ts';
import { CancelItemsSaga } from './flows/cancel-items.saga.ts';
import { CancelOrder } from './flows/cancel-order.ts';
import { CancelOrderSaga } from './flows/cancel-order.saga.ts';
import { ExecuteRefund } from './flows/execute-refund.ts';
import { ReturnMoney } from './flows/return-money.ts';
import { SagaModule } from './saga.module.ts';
import { StockModule } from './stock.module.ts';
import { StoreModule } from './store.module.ts';

/** Cancelling orders, and items of them. */
@Module({
  imports: [SagaModule, StockModule, StoreModule],
  providers: [CancelItems, CancelItemsSaga, CancelOrder, CancelOrderSaga, ExecuteRefund, ReturnMoney],
  exports: [CancelItems, CancelOrder, ExecuteRefund],
})
export class CancellationModule {}
