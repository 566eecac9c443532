import { Module } from '@nestjs/common';
import { CancellationModule } from './cancellation.module.ts';
import { FulfilOrder } from './flows/fulfil-order.ts';
import { RefundMoneySaga } from './flows/refund-money.saga.ts';
import { RefundPayment } from './flows/refund-payment.ts';
import { RestockSaga } from './flows/restock.saga.ts';
import { ReturnItems } from './flows/return-items.ts';
import { ShipParcelSaga } from './flows/ship-parcel.saga.ts';
import { AfterSaleController } from './io/after-sale.controller.ts';
import { SagaModule } from './saga.module.ts';
import { StockModule } from './stock.module.ts';
import { StoreModule } from './store.module.ts';

/** Parcels, returns and refunds. */
@Module({
  imports: [CancellationModule, SagaModule, StockModule, StoreModule],
  controllers: [AfterSaleController],
  providers: [FulfilOrder, RefundMoneySaga, RefundPayment, RestockSaga, ReturnItems, ShipParcelSaga],
})
export class AfterSaleModule {}
