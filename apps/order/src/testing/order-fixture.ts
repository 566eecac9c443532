import { PlaceOrderResponse } from '@tradepost/contracts';
import { newSpanId, runInContext } from '@tradepost/observability';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { AbandonPayment } from '../flows/abandon-payment.ts';
import { Admission } from '../flows/admission.ts';
import { AwaitPurchase } from '../flows/await-purchase.ts';
import { CancelItems } from '../flows/cancel-items.ts';
import { CancelItemsSaga } from '../flows/cancel-items.saga.ts';
import { CancelOrder } from '../flows/cancel-order.ts';
import { CancelOrderSaga } from '../flows/cancel-order.saga.ts';
import { ChangeOrder } from '../flows/change-order.ts';
import { ClaimPurchase } from '../flows/claim-purchase.ts';
import { CompletePayment } from '../flows/complete-payment.ts';
import { ExecuteRefund } from '../flows/execute-refund.ts';
import { FulfilOrder } from '../flows/fulfil-order.ts';
import { HandlePaymentWebhook } from '../flows/handle-payment-webhook.ts';
import { PaymentProviders } from '../flows/payment-providers.ts';
import { PlaceOrder } from '../flows/place-order.ts';
import { PlaceOrderSaga } from '../flows/place-order.saga.ts';
import type { Clock, Ids } from '../flows/ports/platform.ts';
import { PurchaseCart } from '../flows/purchase-cart.ts';
import { PurchasePayment } from '../flows/purchase-payment.ts';
import { PurchaseResult } from '../flows/purchase-result.ts';
import { PurchaseStock } from '../flows/purchase-stock.ts';
import { RefundMoneySaga } from '../flows/refund-money.saga.ts';
import { RefundPayment } from '../flows/refund-payment.ts';
import { RestockSaga } from '../flows/restock.saga.ts';
import { ReturnItems } from '../flows/return-items.ts';
import { ReturnMoney } from '../flows/return-money.ts';
import { ShipParcelSaga } from '../flows/ship-parcel.saga.ts';
import { WireFinalAnswers } from '../io/final-answers.mapper.ts';
import { aRequest } from './builders.ts';
import { FakeCarts, FakeProvider, FakeStock } from './fake-services.ts';
import { MemoryOrderStore } from './memory-order-store.ts';
import { MemoryPurchaseStore } from './memory-purchase-store.ts';
import { MemoryWebhookEvents } from './memory-webhook-events.ts';
import { RecordingSagas } from './recording-sagas.ts';

/** The flows, and the saga engine, on in-memory ports. */
export function orderFixture(limits = { inFlight: 64, queue: 1_000 }) {
  const [store, carts, stock, provider, sagas] = [
    new MemoryOrderStore(),
    new FakeCarts(),
    new FakeStock(),
    new FakeProvider(),
    new RecordingSagas(),
  ];
  const purchases = new MemoryPurchaseStore(store);
  const time = { now: new Date('2026-01-02T03:04:05Z') };
  // A pause is one turn of the event loop: what is waited for goes on meanwhile.
  const clock: Clock = { now: () => time.now, pause: () => new Promise((done) => setTimeout(done, 1)) };
  const ids: Ids = { next: () => uuidv7(), derived: (namespace, name) => uuidv5(name, namespace) };
  const payments = new PaymentProviders([provider]);
  const settings = { ...limits, challengeMs: 900_000 };
  const changes = new ChangeOrder(store, clock);
  const saga = new PlaceOrderSaga(
    sagas,
    new PurchaseCart(carts, ids, purchases),
    new PurchaseStock(store, stock),
    new PurchasePayment(store, payments, stock, clock, settings),
    new PurchaseResult(store, purchases, new WireFinalAnswers(), clock),
  );
  const placing = new PlaceOrder(
    payments,
    new Admission(settings),
    new ClaimPurchase(purchases, saga, ids, clock),
    new AwaitPurchase(store, purchases, clock),
    purchases,
  );
  const cancellation = new CancelOrderSaga(sagas, ids, stock, new ReturnMoney(store, payments, clock));
  const refunds = new ExecuteRefund(store, payments, clock);
  const itemCancellation = new CancelItemsSaga(sagas, store, stock, refunds, ids);
  const flows = {
    placing,
    cancelling: new CancelOrder(changes, cancellation, itemCancellation, ids),
    cancellingItems: new CancelItems(changes, itemCancellation, ids),
    refunding: new RefundPayment(changes, new RefundMoneySaga(sagas, ids, refunds), ids),
    fulfilling: new FulfilOrder(changes, new ShipParcelSaga(sagas, store, stock, ids), ids),
    returning: new ReturnItems(changes, new RestockSaga(sagas, store, stock, ids), ids),
    completing: new CompletePayment(store, sagas, payments, clock),
    abandoning: new AbandonPayment(store, sagas, clock),
    webhooks: new HandlePaymentWebhook(store, new MemoryWebhookEvents(), sagas, payments, clock),
  };
  /** Buys and decodes the answer. */
  const buy = async (change: Parameters<typeof aRequest>[0] = {}, key: string = uuidv7()) => {
    const trace = { traceId: 'a-trace', spanId: newSpanId(), isRequest: true };
    const placement = await runInContext(trace, () => placing.place(aRequest(change), key, {}));
    if (placement.kind === 'unsettled') throw new Error('the purchase is not settled');
    const { outcome } = PlaceOrderResponse.decode(placement.bytes);
    return { ...placement, outcome };
  };
  return { store, purchases, carts, stock, provider, sagas, time, buy, ...flows };
}
