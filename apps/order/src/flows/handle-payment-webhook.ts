import { Injectable } from '@nestjs/common';
import { DomainError, isUuid } from '@tradepost/decision';
import { Sagas } from '@tradepost/saga';
import { withPrices } from '../domain/order.ts';
import { paymentExpired } from '../domain/order-payment.ts';
import { orderOfKey, paymentKeys, PaymentProviders } from './payment-providers.ts';
import { OrderStore } from './ports/order-store.ts';
import type { Webhook, WebhookEvent } from './ports/payment-provider.ts';
import { Clock } from './ports/platform.ts';
import { WebhookEvents } from './ports/webhook-events.ts';

/**
 * A webhook is a hint: it makes us ask the provider for the state. So it may come twice, late or in any order, and a
 * forged claim changes nothing.
 */
@Injectable()
export class HandlePaymentWebhook {
  constructor(
    private readonly orders: OrderStore,
    private readonly events: WebhookEvents,
    private readonly sagas: Sagas,
    private readonly payments: PaymentProviders,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `webhook.*` */
  async handle(providerName: string, webhook: Webhook): Promise<void> {
    const event = this.payments.named(providerName).parseWebhook(webhook, this.clock.now());
    if (await this.events.isKnown(providerName, event.eventId)) throw duplicate();
    const orderId = await this.follow(event);
    // Recorded last, so that an event whose effect failed is handled again.
    if (!(await this.events.record(providerName, event, orderId))) throw duplicate();
  }

  /** @returns the order it is about, if it is one of this shop */
  private async follow({ authorizationKey }: WebhookEvent): Promise<string | undefined> {
    const orderId = orderOfKey(authorizationKey);
    const order = orderId !== undefined && isUuid(orderId) ? await this.orders.find(orderId) : undefined;
    if (!order) return undefined;
    // A sleeping purchase waits for this: the payer has acted, or the provider is reachable again.
    await this.sagas.wake(order.id);
    if (order.state === 'pending' || order.payment.state !== 'authorized') return order.id;
    const { priced, payment } = withPrices(order);
    const provider = this.payments.of(payment.provider, priced.totals.grand);
    const outcome = await provider.status(paymentKeys(order.id).authorize);
    if (outcome?.kind === 'declined' && outcome.code === 'expired')
      await this.orders.change(order.id, (current) => paymentExpired(current, this.clock.now()));
    return order.id;
  }
}

const duplicate = () =>
  new DomainError('duplicate', 'webhook.duplicate', 'This webhook event was handled before.');
