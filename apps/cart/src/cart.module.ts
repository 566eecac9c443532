import { Module } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Database } from '@tradepost/database';
import { KeySweeper, operationsProvider } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { v7 } from 'uuid';
import type { CartConfig } from './cart.config.ts';
import { ChangeCart } from './flows/change-cart.ts';
import { CartAccess } from './flows/cart-access.ts';
import { CreateCart } from './flows/create-cart.ts';
import { CurrentPrices } from './flows/current-prices.ts';
import { ExpireCarts } from './flows/expire-carts.ts';
import { FreezeCart } from './flows/freeze-cart.ts';
import { MergeCart } from './flows/merge-cart.ts';
import { CartStore, Clock, GuestTokens, Ids, Products, ShopSettings } from './flows/ports.ts';
import { QuoteCheckout } from './flows/quote-checkout.ts';
import { ReadCart } from './flows/read-cart.ts';
import { CartAnswers } from './io/cart.answers.ts';
import { CartGrpc } from './io/cart.grpc.ts';
import { CartMetrics } from './io/cart.metrics.ts';
import { PostgresCartStore } from './io/cart.store.ts';
import { ExpirySweeper } from './io/expiry.sweeper.ts';
import { HmacGuestTokens } from './io/guest-tokens.ts';
import { OrderEvents } from './io/order.events.ts';
import { ProductClient } from './io/product.client.ts';

@Module({
  providers: [
    operationsProvider,
    CartAccess,
    CartAnswers,
    CartGrpc,
    CartMetrics,
    ChangeCart,
    CreateCart,
    CurrentPrices,
    ExpireCarts,
    ExpirySweeper,
    FreezeCart,
    MergeCart,
    OrderEvents,
    QuoteCheckout,
    ReadCart,
    {
      provide: KeySweeper,
      useFactory: (db: Database, log: Logger) => new KeySweeper({ db, log }),
      inject: [Database, Logger],
    },
    { provide: CartStore, useClass: PostgresCartStore },
    { provide: Products, useClass: ProductClient },
    { provide: Clock, useValue: { now: () => new Date() } satisfies Clock },
    { provide: Ids, useValue: { next: () => v7() } satisfies Ids },
    {
      provide: GuestTokens,
      useFactory: (config: CartConfig) => new HmacGuestTokens(config.CART_TOKEN_SECRET),
      inject: [CONFIG],
    },
    {
      provide: ShopSettings,
      useFactory: (config: CartConfig): ShopSettings => ({ currency: config.SHOP_CURRENCY }),
      inject: [CONFIG],
    },
  ],
})
export class CartModule {}
