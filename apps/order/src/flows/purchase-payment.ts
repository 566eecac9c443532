import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { SuspendSaga, type Saved } from '@tradepost/saga';
import { asPriced, withPrices, type Order } from '../domain/order.ts';
import { captured } from '../domain/order-payment.ts';
import { NOT_COMPLETED, requireAction } from '../domain/purchase.ts';
import { assertKnown, paymentKeys, PaymentProviders } from './payment-providers.ts';
import { requestOf, type Placing, type PlacingRun } from './placing.ts';
import { OrderStore } from './ports/order-store.ts';
import { Clock } from './ports/platform.ts';
import { PurchaseSettings } from './ports/settings.ts';
import { Stock } from './ports/stock.ts';

/** Makes up for webhooks that get lost. */
const ASK_AGAIN_MS = 15_000;

/** Steps of a purchase that concern its payment. */
@Injectable()
export class PurchasePayment {
  constructor(
    private readonly orders: OrderStore,
    private readonly payments: PaymentProviders,
    private readonly stock: Stock,
    private readonly clock: Clock,
    private readonly settings: PurchaseSettings,
  ) {}

  async authorise(state: Placing, signal: AbortSignal): Promise<Placing> {
    const order = withPrices(await this.orders.get(state.orderId), state.priced);
    const amount = order.priced.totals.grand;
    const provider = this.payments.of(order.payment.provider, amount);
    const { authorize: key } = paymentKeys(order.id);
    const token = requestOf(state).paymentToken;
    const answer = await provider.authorize({ key, amount, token, orderNumber: order.number });
    // The money may have been authorised though the answer got lost: the provider's ledger knows.
    const outcome = answer.kind === 'unknown' ? ((await provider.status(key)) ?? answer) : answer;
    assertKnown(outcome);
    if (outcome.kind === 'approved') return { ...state, reference: outcome.reference };
    if (outcome.kind === 'requires_action')
      return this.waitForPayer(state, { order, url: outcome.challengeUrl, signal });
    throw new DomainError('payment', `payment.${outcome.code}`, outcome.detail);
  }

  async void({ orderId, priced }: Placing): Promise<void> {
    const order = asPriced(await this.orders.get(orderId), priced);
    // Without prices another process ran it, and may have authorised money before it died.
    const provider = this.payments.of(order.payment.provider, order.priced?.totals.grand);
    assertKnown(await provider.void(paymentKeys(orderId).authorize));
  }

  async capture(state: Placing, run: PlacingRun): Promise<Placing | Saved<Placing>> {
    const order = withPrices(await this.orders.get(state.orderId));
    const amount = order.priced.totals.grand;
    const key = paymentKeys(order.id).capture;
    const provider = this.payments.of(order.payment.provider, amount);
    const outcome = await provider.capture({ key, amount, reference: state.reference ?? '' });
    assertKnown(outcome);
    if (outcome.kind === 'declined') {
      // Cancelled meanwhile: the money was given back, so there is nothing left to capture.
      if ((await this.orders.find(order.id))?.state === 'cancelled') return state;
      throw new DomainError('payment', 'payment.capture_refused', outcome.detail);
    }
    const { isSaved } = await this.orders.change(
      order.id,
      (current) => captured(withPrices(current), this.clock.now()),
      () => ({ saga: run.progress(state) }),
    );
    return isSaved ? run.saved(state) : state;
  }

  /** The saga sleeps, with the stock held. After the time is up it is refused, and all of it is undone. */
  private async waitForPayer(
    state: Placing,
    { order: { id, payment }, url, signal }: { order: Order; url: string; signal: AbortSignal },
  ): Promise<never> {
    const now = this.clock.now();
    const challenge = payment.state === 'requires_action' ? payment.challenge : null;
    const until = challenge?.until ?? new Date(now.getTime() + this.settings.challengeMs);
    if (now >= until)
      throw new DomainError('payment', NOT_COMPLETED, 'The payment was not confirmed in time.');
    // An order with a challenge was written after its hold was extended; what is sold needs no more time.
    if (!challenge && !state.isSold) await this.stock.extend(id, until, signal);
    await this.orders.change(id, (order) =>
      requireAction(withPrices(order, state.priced), { url, until }, now),
    );
    throw new SuspendSaga({ ...state, priced: null }, { until, againMs: ASK_AGAIN_MS });
  }
}
