import { Module } from '@nestjs/common';
import { CartServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { CancellationModule } from './cancellation.module.ts';
import { Admission } from './flows/admission.ts';
import { AwaitPurchase } from './flows/await-purchase.ts';
import { ClaimPurchase } from './flows/claim-purchase.ts';
import { PlaceOrder } from './flows/place-order.ts';
import { PlaceOrderSaga } from './flows/place-order.saga.ts';
import { Carts } from './flows/ports/carts.ts';
import { FinalAnswers } from './flows/ports/final-answers.ts';
import { PurchaseStore } from './flows/ports/purchase-store.ts';
import { PurchaseSettings } from './flows/ports/settings.ts';
import { PurchaseCart } from './flows/purchase-cart.ts';
import { PurchasePayment } from './flows/purchase-payment.ts';
import { PurchaseResult } from './flows/purchase-result.ts';
import { PurchaseStock } from './flows/purchase-stock.ts';
import { CartClient } from './io/cart.client.ts';
import { WireFinalAnswers } from './io/final-answers.mapper.ts';
import { OrderListStore } from './io/order-list.store.ts';
import { OrderController } from './io/order.controller.ts';
import { OrderMetrics } from './io/order.metrics.ts';
import { PostgresPurchaseStore } from './io/purchase.store.ts';
import { ConfiguredPurchases } from './io/system.ts';
import { SagaModule } from './saga.module.ts';
import { StockModule } from './stock.module.ts';
import { StoreModule } from './store.module.ts';

/** Placing, reading and cancelling orders. */
@Module({
  imports: [
    CancellationModule,
    GrpcClientsModule.forFeature([{ definition: CartServiceDefinition, affinity: 'cartId' }]),
    SagaModule,
    StockModule,
    StoreModule,
  ],
  controllers: [OrderController],
  providers: [
    Admission,
    AwaitPurchase,
    ClaimPurchase,
    OrderListStore,
    OrderMetrics,
    PlaceOrder,
    PlaceOrderSaga,
    PurchaseCart,
    PurchasePayment,
    PurchaseResult,
    PurchaseStock,
    { provide: Carts, useClass: CartClient },
    { provide: FinalAnswers, useClass: WireFinalAnswers },
    { provide: PurchaseSettings, useClass: ConfiguredPurchases },
    { provide: PurchaseStore, useClass: PostgresPurchaseStore },
  ],
})
export class PurchaseModule {}
