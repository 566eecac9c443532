import { Inject, Injectable } from '@nestjs/common';
import {
  AbandonPaymentRequest,
  CompletePaymentRequest,
  OrderState,
  type AbandonPaymentResponse,
  type CompletePaymentResponse,
  type HandlePaymentWebhookRequest,
  type HandlePaymentWebhookResponse,
  type PaymentServiceDefinition,
} from '@tradepost/contracts';
import type { Call, Handlers } from '@tradepost/rpc';
import { assertMaySee } from '../domain/access.ts';
import { isUuid } from '../domain/text.ts';
import { AbandonPayment } from '../flows/abandon-payment.ts';
import { CompletePayment } from '../flows/complete-payment.ts';
import { GuestTokens } from '../flows/ports.ts';
import { TakePaymentNews } from '../flows/take-payment-news.ts';
import { OrderAnswers } from './order.answers.ts';
import { askerOf, waitOf } from './order.asker.ts';
import { toWire } from './order.wire.ts';

/** What payers and providers have to say about a payment. */
@Injectable()
export class PaymentGrpc implements Handlers<typeof PaymentServiceDefinition> {
  constructor(
    private readonly completing: CompletePayment,
    private readonly abandoning: AbandonPayment,
    private readonly news: TakePaymentNews,
    private readonly answers: OrderAnswers,
    @Inject(GuestTokens) private readonly tokens: GuestTokens,
  ) {}

  async completePayment(request: CompletePaymentRequest, call: Call): Promise<CompletePaymentResponse> {
    const { orderId, access } = request;
    const asker = askerOf(this.tokens, orderId, access);
    if (!isUuid(orderId)) assertMaySee(undefined, asker);
    const keyed = { deed: 'complete-payment', asker, message: CompletePaymentRequest, request, isFinal };
    const order = await this.answers.once(keyed, async () => {
      const completed = await this.completing.complete(orderId, asker, waitOf(call));
      return toWire(completed.order, completed.timeline);
    });
    return { order, settled: isFinal(order) };
  }

  async abandonPayment(request: AbandonPaymentRequest, call: Call): Promise<AbandonPaymentResponse> {
    const { orderId, access } = request;
    const asker = askerOf(this.tokens, orderId, access);
    if (!isUuid(orderId)) assertMaySee(undefined, asker);
    const keyed = { deed: 'abandon-payment', asker, message: AbandonPaymentRequest, request, isFinal };
    const order = await this.answers.once(keyed, async () => {
      const abandoned = await this.abandoning.abandon(orderId, asker, waitOf(call));
      return toWire(abandoned.order, abandoned.timeline);
    });
    return { order, settled: isFinal(order) };
  }

  async handlePaymentWebhook(request: HandlePaymentWebhookRequest): Promise<HandlePaymentWebhookResponse> {
    const { provider, headers, body } = request;
    const byName = new Map(headers.map(({ name, value }) => [name, value]));
    await this.news.take(provider, { headers: byName, body });
    return {};
  }
}

const isFinal = ({ state }: { state: OrderState }): boolean => state !== OrderState.PENDING;
