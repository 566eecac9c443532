import { PlaceOrderResponse } from '@tradepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Admission } from '../flows/admission.ts';
import { AbandonPayment } from '../flows/abandon-payment.ts';
import { CancelOrder } from '../flows/cancel-order.ts';
import { cancelOrderSaga } from '../flows/cancel-order.saga.ts';
import { CompletePayment } from '../flows/complete-payment.ts';
import { Orders } from '../flows/orders.ts';
import { PaymentProviders } from '../flows/payment-provider.ts';
import { PlaceOrder } from '../flows/place-order.ts';
import { placeOrderSaga } from '../flows/place-order.saga.ts';
import type { Clock, Ids } from '../flows/ports.ts';
import { TakePaymentNews } from '../flows/take-payment-news.ts';
import { WireAnswers } from '../io/order.wire.ts';
import { aRequest } from './builders.ts';
import { FakeCarts, FakeProvider, FakeStock } from './fake-neighbours.ts';
import { MemoryAfterSales } from './memory-after-sales.ts';
import { MemoryNewsStore } from './memory-news-store.ts';
import { MemoryOrderStore } from './memory-order-store.ts';
import { MemorySagas } from './memory-sagas.ts';

/** The flows on in-memory ports: a whole order service in one object. */
export function anOrderDesk(limits = { inFlight: 64, queue: 1_000 }) {
  const [store, carts, stock, provider, sagas] = [
    new MemoryOrderStore(),
    new FakeCarts(),
    new FakeStock(),
    new FakeProvider(),
    new MemorySagas(),
  ];
  const time = { now: new Date('2026-01-02T03:04:05Z') };
  const clock: Clock = { now: () => time.now };
  const ids: Ids = { next: () => uuidv7() };
  const orders = new Orders(store);
  const sales = new MemoryAfterSales(store);
  const payments = new PaymentProviders([provider]);
  const answers = new WireAnswers();
  const ports = {
    ...{ orders, store, sales, carts, stock, payments, answers, clock, ids },
    ...{ traceId: () => 'a-trace', challengeMs: 900_000 },
  };
  const completing = new CompletePayment({ store, sagas, payments, pollMs: 1 });
  const abandoning = new AbandonPayment({ store, sagas, pollMs: 1 });
  const news = new MemoryNewsStore();
  const telling = new TakePaymentNews({ orders, store, news, sagas, payments, clock });
  const placing = new PlaceOrder({
    ...ports,
    sagas,
    saga: placeOrderSaga(ports),
    admission: new Admission(limits),
    providers: payments.names(),
    pollMs: 1,
  });
  const cancelling = new CancelOrder({ sales, sagas, saga: cancelOrderSaga(ports), clock, ids });
  /** Buys and reads the answer. */
  const buy = async (change: Parameters<typeof aRequest>[0] = {}, key: string = uuidv7()) => {
    const placement = await placing.place(aRequest(change), key, {});
    if (placement.kind === 'unsettled') throw new Error('the purchase is not settled');
    const { outcome } = PlaceOrderResponse.decode(placement.bytes);
    return { ...placement, outcome };
  };
  const desks = { placing, cancelling, completing, abandoning, telling };
  return { store, carts, stock, provider, sagas, orders, time, buy, ...desks };
}
