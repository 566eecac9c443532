import {
  AbandonPaymentRequest,
  CompletePaymentRequest,
  OrderState,
  type AbandonPaymentResponse,
  type CompletePaymentResponse,
  type HandlePaymentWebhookRequest,
  type HandlePaymentWebhookResponse,
  PaymentServiceDefinition,
} from '@tradepost/contracts';
import { GrpcController, type ControllerOf } from '@tradepost/nest';
import { Call } from '@tradepost/rpc';
import { orderNotFound } from '../domain/access.ts';
import { AbandonPayment } from '../flows/abandon-payment.ts';
import { CompletePayment } from '../flows/complete-payment.ts';
import { HandlePaymentWebhook } from '../flows/handle-payment-webhook.ts';
import { GuestTokens } from '../flows/ports/guest-tokens.ts';
import { callerOf, waitOf } from './caller.mapper.ts';
import { IdempotentOrderWrites } from './idempotent-order-writes.ts';
import { toWire } from './order.mapper.ts';
import { idIn } from './requests.mapper.ts';

/** Payments that wait for their payer, and webhooks of payment providers. */
@GrpcController(PaymentServiceDefinition)
export class PaymentController implements ControllerOf<typeof PaymentServiceDefinition> {
  constructor(
    private readonly completing: CompletePayment,
    private readonly abandoning: AbandonPayment,
    private readonly webhooks: HandlePaymentWebhook,
    private readonly writes: IdempotentOrderWrites,
    private readonly tokens: GuestTokens,
  ) {}

  async completePayment(request: CompletePaymentRequest, call: Call): Promise<CompletePaymentResponse> {
    const orderId = idIn(request.orderId);
    const caller = callerOf(this.tokens, orderId ?? '', request.access);
    if (!orderId) throw orderNotFound();
    const keyed = { operation: 'complete-payment', caller, requestType: CompletePaymentRequest, isFinal };
    const order = await this.writes.once({ ...keyed, request: { ...request, orderId } }, async () => {
      const completed = await this.completing.complete(orderId, caller, waitOf(call));
      return toWire(completed.order, completed.timeline);
    });
    return { order, settled: isFinal(order) };
  }

  async abandonPayment(request: AbandonPaymentRequest, call: Call): Promise<AbandonPaymentResponse> {
    const orderId = idIn(request.orderId);
    const caller = callerOf(this.tokens, orderId ?? '', request.access);
    if (!orderId) throw orderNotFound();
    const keyed = { operation: 'abandon-payment', caller, requestType: AbandonPaymentRequest, isFinal };
    const order = await this.writes.once({ ...keyed, request: { ...request, orderId } }, async () => {
      const abandoned = await this.abandoning.abandon(orderId, caller, waitOf(call));
      return toWire(abandoned.order, abandoned.timeline);
    });
    return { order, settled: isFinal(order) };
  }

  async handlePaymentWebhook(request: HandlePaymentWebhookRequest): Promise<HandlePaymentWebhookResponse> {
    const { provider, headers, body } = request;
    const byName = new Map(headers.map(({ name, value }) => [name, value]));
    await this.webhooks.handle(provider, { headers: byName, body });
    return {};
  }
}

const isFinal = ({ state }: { state: OrderState }): boolean => state !== OrderState.PENDING;
