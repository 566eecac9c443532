import { Module } from '@nestjs/common';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule, MessagingModule, PlatformModule } from '@tradepost/nest';
import { cartConfig } from './cart.config.ts';
import { CartAccess } from './flows/cart-access.ts';
import { ChangeCart } from './flows/change-cart.ts';
import { CreateCart } from './flows/create-cart.ts';
import { CurrentPrices } from './flows/current-prices.ts';
import { ExpireCarts } from './flows/expire-carts.ts';
import { FreezeCart } from './flows/freeze-cart.ts';
import { MergeCart } from './flows/merge-cart.ts';
import { QuoteCheckout } from './flows/quote-checkout.ts';
import { ReadCart } from './flows/read-cart.ts';
import { UnsavedCarts } from './flows/unsaved-carts.ts';
import { CartChangesController } from './io/cart-changes.controller.ts';
import { cartPorts } from './io/cart-ports.ts';
import { CartRetention } from './io/cart-retention.ts';
import { CartReplies } from './io/cart-replies.ts';
import { CartTableMetrics } from './io/cart-table.metrics.ts';
import { CartMetrics } from './io/cart.metrics.ts';
import { CartsController } from './io/carts.controller.ts';
import { CheckoutController } from './io/checkout.controller.ts';
import { ExpiryWorker } from './io/expiry.worker.ts';
import { OperationsController } from './io/operations.controller.ts';
import { OrderEventsController } from './io/order-events.controller.ts';

const flows = [
  CartAccess,
  ChangeCart,
  CreateCart,
  CurrentPrices,
  ExpireCarts,
  FreezeCart,
  MergeCart,
  QuoteCheckout,
  ReadCart,
  UnsavedCarts,
];

@Module({
  imports: [
    PlatformModule.forRoot({
      ...{ name: 'cart', config: cartConfig },
      callers: ['gateway', 'order'],
    }),
    MessagingModule.forRoot({ publishesEvents: false }),
    GrpcClientsModule.forFeature([{ definition: ProductServiceDefinition, timeoutMs: 3_000 }]),
  ],
  controllers: [
    CartsController,
    CartChangesController,
    CheckoutController,
    OperationsController,
    OrderEventsController,
  ],
  providers: [
    ...flows,
    ...cartPorts,
    CartMetrics,
    CartReplies,
    CartRetention,
    CartTableMetrics,
    ExpiryWorker,
  ],
})
export class CartModule {}
