import { DomainError } from '@tradepost/decision';
import type { SagaRunner } from '@tradepost/saga';
import { paymentExpired, pricedOf } from '../domain/purchase.ts';
import { isUuid } from '../domain/text.ts';
import type { Orders } from './orders.ts';
import {
  orderOfKey,
  paymentKeys,
  type PaymentNews,
  type PaymentProviders,
  type Webhook,
} from './payment-provider.ts';
import type { Clock, NewsStore, OrderStore } from './ports.ts';

export type TakePaymentNewsParts = {
  readonly orders: Orders;
  readonly store: OrderStore;
  readonly news: NewsStore;
  readonly sagas: Pick<SagaRunner, 'wake'>;
  readonly payments: PaymentProviders;
  readonly clock: Clock;
};

/**
 * News from a provider is a hint: it makes us ask how things stand. So it may come twice, late or in any order, and
 * what it says can't be used against us.
 */
export class TakePaymentNews {
  constructor(private readonly parts: TakePaymentNewsParts) {}

  /** @throws DomainError `webhook.*` */
  async take(providerName: string, webhook: Webhook): Promise<void> {
    const { payments, news, clock } = this.parts;
    const told = payments.named(providerName).parseWebhook(webhook, clock.now());
    if (await news.isKnown(providerName, told.eventId)) throw duplicate();
    const orderId = await this.follow(told);
    // Last, so that news whose effect failed is taken again.
    if (!(await news.record(providerName, told, orderId))) throw duplicate();
  }

  /** @returns the order it is about, if it is one of ours */
  private async follow({ authorizationKey }: PaymentNews): Promise<string | undefined> {
    const { orders, store, sagas, payments, clock } = this.parts;
    const orderId = orderOfKey(authorizationKey);
    const order = orderId !== undefined && isUuid(orderId) ? await store.find(orderId) : undefined;
    if (!order) return undefined;
    // Asleep, it waits for this: the payer has acted, or the provider is there again.
    await sagas.wake(order.id);
    if (order.state === 'pending' || order.paymentState !== 'authorized') return order.id;
    const provider = payments.of(order.payment.provider, pricedOf(order).totals.grand);
    const outcome = await provider.status(paymentKeys(order.id).authorize);
    if (outcome?.kind === 'declined' && outcome.code === 'expired')
      await orders.change(order.id, (now) => paymentExpired(now, clock.now()));
    return order.id;
  }
}

const duplicate = () => new DomainError('duplicate', 'webhook.duplicate', 'This webhook was taken before.');
