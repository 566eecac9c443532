import { Injectable } from '@nestjs/common';
import { Type } from 'typebox';
import { route, Routes } from '../http/route.ts';
import { Order, toOrder } from '../shapes/order.ts';
import { Id, shape } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';
import { orderAccess } from './order.routes.ts';

/** Headers that carry a provider's signature, of the providers we know. */
const SIGNATURES = ['sandbox-signature', 'stripe-signature'];

@Injectable()
export class PaymentRoutes extends Routes {
  override readonly routes;

  constructor({ payment }: Neighbours) {
    super();
    this.routes = [
      route({
        method: 'POST',
        path: '/orders/{id}/payment/complete',
        tag: 'orders',
        summary: 'Goes on with a purchase once the payer has passed the challenge',
        access: 'optional',
        limit: 'purchase',
        params: shape({ id: Id }),
        body: shape({}),
        answers: { 200: Order, 202: Order },
        handle: async (ask, reply) => {
          const completed = await payment.completePayment({
            orderId: ask.params.id,
            access: orderAccess(ask),
            idempotencyKey: ask.idempotencyKey,
          });
          if (!completed.settled) reply.code(202).header('retry-after', 1);
          return toOrder(present(completed.order));
        },
      }),
      route({
        method: 'POST',
        path: '/orders/{id}/payment/abandon',
        tag: 'orders',
        summary: 'Walks away from a challenge: the goods, the money and the cart are free again',
        access: 'optional',
        limit: 'purchase',
        params: shape({ id: Id }),
        body: shape({}),
        answers: { 200: Order, 202: Order },
        handle: async (ask, reply) => {
          const abandoned = await payment.abandonPayment({
            orderId: ask.params.id,
            access: orderAccess(ask),
            idempotencyKey: ask.idempotencyKey,
          });
          if (!abandoned.settled) reply.code(202).header('retry-after', 1);
          return toOrder(present(abandoned.order));
        },
      }),
      route({
        method: 'POST',
        path: '/webhooks/payments/{provider}',
        tag: 'webhooks',
        summary: 'News from a payment provider, signed; the same again is 409',
        access: 'public',
        limit: 'webhook',
        isRaw: true,
        params: shape({ provider: Type.String({ pattern: '^[a-z0-9-]{1,50}$' }) }),
        answers: { 204: null },
        handle: async ({ params, rawBody, header }, reply) => {
          const headers = SIGNATURES.flatMap((name) => {
            const value = header(name);
            return value === undefined ? [] : [{ name, value }];
          });
          await payment.handlePaymentWebhook({ provider: params.provider, headers, body: rawBody });
          reply.code(204);
        },
      }),
    ];
  }
}
