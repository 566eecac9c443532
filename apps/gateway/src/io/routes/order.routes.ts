import { Injectable } from '@nestjs/common';
import type { Order as WireOrder, OrderAccess, PlaceOrderRequest, Refusal } from '@tradepost/contracts';
import { DomainError, type Facts } from '@tradepost/decision';
import { toProblem } from '@tradepost/errors';
import { Logger } from '@tradepost/observability';
import type { FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';
import { Cookies, orderCookie } from '../http/cookies.ts';
import { EventStream } from '../http/event-stream.ts';
import { languageOf } from '../http/language.ts';
import { OrderNews } from '../http/order-news.ts';
import { sendProblem } from '../http/problems.ts';
import { type Ask, route, Routes } from '../http/route.ts';
import { Order, PlaceOrder, toOrder } from '../shapes/order.ts';
import { Id, page, PageQuery, shape, words } from '../shapes/shared.ts';
import { fromAddress, fromMoney } from '../shapes/shared-mapping.ts';
import { cartAccess, present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const PATH = '/api/v1/orders';
const OrderId = shape({ id: Id });

@Injectable()
export class OrderRoutes extends Routes {
  override readonly routes;

  constructor(
    private readonly neighbours: Neighbours,
    private readonly cookies: Cookies,
    private readonly log: Logger,
    private readonly news: OrderNews,
  ) {
    super();
    const { order } = neighbours;
    this.routes = [
      route({
        method: 'POST',
        path: '/orders',
        tag: 'orders',
        summary: 'Buys a cart, or lines in one call; the same Idempotency-Key gets the first answer again',
        access: 'optional',
        needsKey: true,
        limit: 'purchase',
        body: PlaceOrder,
        answers: { 201: Order, 202: Order },
        handle: async (ask, reply) => {
          const { outcome } = await order.placeOrder(toRequest(ask));
          if (outcome?.$case === 'refused') return sendRefusal(reply, outcome.refused);
          const isSettled = outcome?.$case === 'placed';
          return this.sendOrder(reply, present(isSettled ? outcome.placed : outcome?.unsettled), isSettled);
        },
      }),
      route({
        method: 'GET',
        path: '/orders',
        tag: 'orders',
        summary: 'Your orders, newest first',
        access: 'user',
        query: shape(PageQuery),
        answers: { 200: page(Order) },
        handle: async ({ identity, query }) => {
          const found = await order.listOrders({
            ...EVERY_STATE,
            userId: present(identity).userId,
            query: '',
            pageSize: query.limit,
            pageToken: query.cursor ?? '',
          });
          return { items: found.items.map((one) => toOrder(one)), nextCursor: found.nextPageToken || null };
        },
      }),
      route({
        method: 'GET',
        path: '/orders/{id}',
        tag: 'orders',
        summary: 'An order; a guest shows Order-Token or the cookie',
        access: 'optional',
        isConditional: true,
        params: OrderId,
        answers: { 200: Order },
        handle: async (ask) =>
          toOrder(
            present((await order.getOrder({ orderId: ask.params.id, access: orderAccess(ask) })).order),
          ),
      }),
      route({
        method: 'GET',
        path: '/orders/{id}/events',
        tag: 'orders',
        summary: 'An order as it changes, as server-sent events named "order"',
        access: 'optional',
        params: OrderId,
        answers: { 200: Order },
        handle: (ask, reply) => this.follow(ask.params.id, orderAccess(ask), reply),
      }),
      route({
        method: 'POST',
        path: '/orders/{id}/cancel',
        tag: 'orders',
        summary: 'Calls an order off that is not packed yet; money and goods go back',
        access: 'optional',
        isConditional: true,
        params: OrderId,
        body: shape({ reason: Type.Optional(words(500)) }),
        answers: { 200: Order },
        handle: async (ask) => {
          const { expectedVersion, idempotencyKey } = ask;
          const cancelled = await order.cancelOrder({
            orderId: ask.params.id,
            access: orderAccess(ask),
            reason: ask.body.reason ?? '',
            expectedVersion,
            idempotencyKey,
          });
          return toOrder(present(cancelled.order));
        },
      }),
    ];
  }

  private async follow(orderId: string, access: OrderAccess, reply: FastifyReply): Promise<FastifyReply> {
    const read = async () => {
      // The connection outlives the deadline of a single question, not the caller.
      const { order } = await this.neighbours.order.getOrder({ orderId, access }, { timeoutMs: 5_000 });
      return toOrder(present(order));
    };
    const first = await read();
    const stream = new EventStream(reply, () => unfollow());
    const tell = (): void => {
      read().then(
        (order) => stream.send('order', order),
        (err: unknown) => this.log.warn({ err }, 'a follower could not be told'),
      );
    };
    const unfollow = this.news.follow(orderId, { onNews: tell, onEnd: () => stream.end() });
    stream.send('order', first);
    // Between the first look and the following something may have happened.
    tell();
    return reply;
  }

  private sendOrder(reply: FastifyReply, placed: WireOrder, isSettled: boolean): Static<typeof Order> {
    reply.code(isSettled ? 201 : 202).header('location', `${PATH}/${placed.id}`);
    if (!isSettled) reply.header('retry-after', 1);
    if (placed.token) this.cookies.setOrder(reply, placed.id, placed.token);
    return toOrder(placed, true);
  }
}

/** Every state; the contract's zero values. */
export const EVERY_STATE = {
  state: 'ORDER_STATE_UNSPECIFIED',
  paymentState: 'PAYMENT_STATE_UNSPECIFIED',
} as const;

export function orderAccess(
  ask: { params: { id: string } } & Pick<Ask<never, never, never>, 'identity' | 'header' | 'cookie'>,
): OrderAccess {
  const token = ask.header('order-token') ?? ask.cookie(orderCookie(ask.params.id)) ?? '';
  return { userId: ask.identity?.userId ?? '', token, staff: false };
}

function toRequest(ask: Ask<undefined, undefined, Static<typeof PlaceOrder>>): PlaceOrderRequest {
  const { body } = ask;
  if ((body.cartId === undefined) === (body.lines === undefined))
    throw invalid('cartId', 'Send either cartId or lines.');
  if (body.lines && !body.shippingAddress)
    throw invalid('shippingAddress', 'A purchase by lines needs a shippingAddress.');
  return {
    idempotencyKey: ask.idempotencyKey,
    userId: ask.identity?.userId ?? '',
    cartId: body.cartId ?? '',
    cartToken: body.cartId ? cartAccess(ask).token : '',
    lines: body.lines ?? [],
    email: body.email,
    shippingAddress: body.shippingAddress && fromAddress(body.shippingAddress),
    billingAddress: body.billingAddress && fromAddress(body.billingAddress),
    shippingOptionId: body.shippingOptionId ?? '',
    paymentProvider: body.payment.provider,
    paymentToken: body.payment.token,
    expectedTotal: body.expectedTotal && fromMoney(body.expectedTotal),
    externalReference: body.externalReference ?? '',
    locale: languageOf(body.locale, ask),
  };
}

const invalid = (field: string, detail: string): DomainError =>
  new DomainError('invalid', 'request.invalid', detail, {
    errors: [{ code: 'field.missing', in: 'body', field, detail }],
  });

/** A stored "no" is answered with the trace of its first time, so that it stays the same byte for byte. */
function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const facts = JSON.parse(refusal.factsJson || '{}') as Facts;
  const kind = refusal.code.startsWith('payment.') ? 'payment' : 'conflict';
  const error = new DomainError(kind, refusal.code, refusal.detail, facts);
  sendProblem(reply, toProblem(error, { instance: PATH, traceId: refusal.traceId }).problem);
  return reply;
}
