import { Module } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Database } from '@tradepost/database';
import { KeySweeper, operationsProvider, OutboxRelay } from '@tradepost/messaging';
import { currentContext, Logger, Metrics } from '@tradepost/observability';
import { SagaRunner, SagaSweeper } from '@tradepost/saga';
import { Redis } from 'ioredis';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { AbandonPayment } from './flows/abandon-payment.ts';
import { Admission } from './flows/admission.ts';
import { AfterSaleDesk } from './flows/after-sale.ts';
import { AfterSaleStore } from './flows/after-sale-store.ts';
import { CancelOrder } from './flows/cancel-order.ts';
import { cancelOrderSaga } from './flows/cancel-order.saga.ts';
import { CompletePayment } from './flows/complete-payment.ts';
import { Orders } from './flows/orders.ts';
import { PaymentProviders } from './flows/payment-provider.ts';
import { PlaceOrder } from './flows/place-order.ts';
import { placeOrderSaga } from './flows/place-order.saga.ts';
import {
  Answers,
  Carts,
  GuestTokens,
  NewsStore,
  OrderStore,
  Stock,
  type Clock,
  type Ids,
} from './flows/ports.ts';
import { refundMoneySaga } from './flows/refund-money.saga.ts';
import { restockSaga } from './flows/restock.saga.ts';
import { shipParcelSaga } from './flows/ship-parcel.saga.ts';
import { TakePaymentNews } from './flows/take-payment-news.ts';
import { OrderAnswers } from './io/order.answers.ts';
import { AfterSaleGrpc } from './io/after-sale.grpc.ts';
import { PostgresAfterSaleStore } from './io/after-sale.store.ts';
import { CartClient } from './io/cart.client.ts';
import { PostgresNewsStore } from './io/news.store.ts';
import { orderMails } from './io/order-mail.provider.ts';
import { OrderGrpc } from './io/order.grpc.ts';
import { OrderMetrics } from './io/order.metrics.ts';
import { PostgresOrderStore } from './io/order.store.ts';
import { HmacGuestTokens, WireAnswers } from './io/order.wire.ts';
import { PaymentGrpc } from './io/payment.grpc.ts';
import { ProductClient } from './io/product.client.ts';
import { SagaGrpc } from './io/saga.grpc.ts';
import { SandboxProvider } from './io/sandbox.provider.ts';
import type { OrderConfig } from './order.config.ts';
import { reconciliationProviders } from './reconciliation.providers.ts';

const clock: Clock = { now: () => new Date() };
const ids: Ids = { next: () => uuidv7() };

const traceId = (): string => currentContext()?.traceId ?? '';

@Module({
  providers: [
    OrderAnswers,
    OrderGrpc,
    PaymentGrpc,
    AfterSaleGrpc,
    SagaGrpc,
    OrderMetrics,
    operationsProvider,
    ...reconciliationProviders,
    orderMails,
    { provide: OrderStore, useClass: PostgresOrderStore },
    { provide: AfterSaleStore, useClass: PostgresAfterSaleStore },
    { provide: NewsStore, useClass: PostgresNewsStore },
    { provide: Carts, useClass: CartClient },
    { provide: Stock, useClass: ProductClient },
    { provide: Orders, useFactory: (store: OrderStore) => new Orders(store), inject: [OrderStore] },
    {
      provide: GuestTokens,
      useFactory: (config: OrderConfig) => new HmacGuestTokens(config.ORDER_TOKEN_SECRET),
      inject: [CONFIG],
    },
    { provide: Answers, useClass: WireAnswers },
    {
      provide: PaymentProviders,
      useFactory: (config: OrderConfig) =>
        new PaymentProviders([
          new SandboxProvider(config.PAYMENT_SANDBOX_URL, config.PAYMENT_SANDBOX_WEBHOOK_SECRET),
        ]),
      inject: [CONFIG],
    },
    {
      provide: SagaRunner,
      useFactory: makeSagaRunner,
      inject: [CONFIG, Database, Logger, Metrics],
    },
    {
      provide: OutboxRelay,
      useFactory: (db: Database, redis: Redis, log: Logger, metrics: Metrics) =>
        new OutboxRelay({ service: 'order', db, redis, log, metrics }),
      inject: [Database, Redis, Logger, Metrics],
    },
    {
      provide: SagaSweeper,
      useFactory: ({ SAGA_KEEP_MS: keepMs }: OrderConfig, db: Database, log: Logger) =>
        new SagaSweeper({ db, log, keepMs }),
      inject: [CONFIG, Database, Logger],
    },
    {
      provide: KeySweeper,
      useFactory: (db: Database, log: Logger) => new KeySweeper({ db, log }),
      inject: [Database, Logger],
    },
    {
      provide: PlaceOrder,
      useFactory: makePlaceOrder,
      inject: [CONFIG, Metrics, SagaRunner, Orders, OrderStore, Carts, Stock, PaymentProviders, Answers],
    },
    {
      provide: CancelOrder,
      useFactory: makeCancelOrder,
      inject: [SagaRunner, Orders, OrderStore, AfterSaleStore, Stock, PaymentProviders],
    },
    {
      provide: AfterSaleDesk,
      useFactory: makeAfterSaleDesk,
      inject: [SagaRunner, OrderStore, AfterSaleStore, Stock, PaymentProviders],
    },
    {
      provide: CompletePayment,
      useFactory: (sagas: SagaRunner, store: OrderStore, payments: PaymentProviders) =>
        new CompletePayment({ sagas, store, payments }),
      inject: [SagaRunner, OrderStore, PaymentProviders],
    },
    {
      provide: AbandonPayment,
      useFactory: (sagas: SagaRunner, store: OrderStore) => new AbandonPayment({ sagas, store }),
      inject: [SagaRunner, OrderStore],
    },
    {
      provide: TakePaymentNews,
      useFactory: (
        sagas: SagaRunner,
        orders: Orders,
        store: OrderStore,
        news: NewsStore,
        payments: PaymentProviders,
      ) => new TakePaymentNews({ sagas, orders, store, news, payments, clock }),
      inject: [SagaRunner, Orders, OrderStore, NewsStore, PaymentProviders],
    },
  ],
})
export class OrderModule {}

function makeSagaRunner(config: OrderConfig, db: Database, log: Logger, metrics: Metrics): SagaRunner {
  // Sagas of dead processes must find a place beside the purchases of this one.
  const parallel = config.PURCHASES_IN_FLIGHT + 16;
  const leaseMs = config.SAGA_LEASE_MS;
  return new SagaRunner({ db, log, metrics, parallel, leaseMs, pollMs: Math.min(1_000, leaseMs / 4) });
}

function makePlaceOrder(
  config: OrderConfig,
  metrics: Metrics,
  sagas: SagaRunner,
  orders: Orders,
  store: OrderStore,
  carts: Carts,
  stock: Stock,
  payments: PaymentProviders,
  answers: Answers,
): PlaceOrder {
  const saga = sagas.register(
    placeOrderSaga({
      ...{ orders, store, carts, stock, payments, answers, clock, ids, traceId },
      challengeMs: config.PAYMENT_CHALLENGE_MS,
    }),
  );
  const admission = new Admission({ inFlight: config.PURCHASES_IN_FLIGHT, queue: config.PURCHASES_QUEUED });
  metrics.gauge('order_purchases_open', 'Purchases inside and waiting', ['where'], (gauge) => {
    const { inFlight, queued } = admission.load();
    gauge.set({ where: 'in_flight' }, inFlight);
    gauge.set({ where: 'queued' }, queued);
  });
  const providers = payments.names();
  return new PlaceOrder({ orders, store, sagas, saga, admission, providers, clock, ids });
}

function makeCancelOrder(
  sagas: SagaRunner,
  orders: Orders,
  store: OrderStore,
  sales: AfterSaleStore,
  stock: Stock,
  payments: PaymentProviders,
): CancelOrder {
  const saga = sagas.register(cancelOrderSaga({ store, orders, sales, stock, payments, clock }));
  return new CancelOrder({ sales, sagas, saga, clock, ids });
}

function makeAfterSaleDesk(
  sagas: SagaRunner,
  store: OrderStore,
  sales: AfterSaleStore,
  stock: Stock,
  payments: PaymentProviders,
): AfterSaleDesk {
  const refunding = sagas.register(refundMoneySaga({ store, sales, payments, clock }));
  const restocking = sagas.register(restockSaga({ store, sales, stock }));
  const shipping = sagas.register(shipParcelSaga({ store, sales, stock }));
  const idFor = (orderId: string, key: string): string => (key ? uuidv5(key, orderId) : uuidv7());
  return new AfterSaleDesk({ sales, sagas, refunding, restocking, shipping, clock, idFor });
}
