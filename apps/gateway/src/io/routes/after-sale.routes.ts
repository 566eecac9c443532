import { Injectable } from '@nestjs/common';
import { ParcelState, ReturnState } from '@tradepost/contracts';
import { Type } from 'typebox';
import { route, Routes, type Route } from '../http/route.ts';
import { LineQuantities } from '../shapes/after-sale.ts';
import { Order, toOrder } from '../shapes/order.ts';
import { Id, oneOf, Price, shape, words } from '../shapes/shared.ts';
import { fromMoney } from '../shapes/shared-mapping.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';
import { orderAccess } from './order.routes.ts';

const ById = shape({ id: Id });
const Tracking = Type.String({ maxLength: 500 });
const about = { tag: 'admin', access: 'staff', answers: { 200: Order } } as const;
const made = { ...about, answers: { 201: Order } } as const;

/** What happens to an order once it is bought; every answer is the whole order. */
@Injectable()
export class AfterSaleRoutes extends Routes {
  override readonly routes;

  constructor({ afterSale }: Neighbours) {
    super();
    this.routes = [...parcels(afterSale), ...returns(afterSale), ...refunds(afterSale)];
  }
}

type AfterSale = Neighbours['afterSale'];

const parcels = (afterSale: AfterSale): Route[] => [
  route({
    ...made,
    method: 'POST',
    path: '/admin/orders/{id}/fulfilments',
    summary: 'Plans a parcel of some or all lines',
    params: ById,
    body: shape({ lines: LineQuantities, tracking: Type.Optional(Tracking) }),
    handle: async ({ params, body, idempotencyKey }, reply) => {
      const { order } = await afterSale.createFulfilment({
        orderId: params.id,
        lines: body.lines,
        tracking: body.tracking ?? '',
        idempotencyKey,
      });
      reply.code(201);
      return toOrder(present(order));
    },
  }),
  route({
    ...about,
    method: 'PATCH',
    path: '/admin/orders/{id}/fulfilments/{fulfilmentId}',
    summary: 'Moves a parcel on: packed, shipped, delivered, or cancelled',
    params: shape({ id: Id, fulfilmentId: Id }),
    body: shape({
      state: oneOf(['packed', 'shipped', 'delivered', 'cancelled']),
      tracking: Type.Optional(Tracking),
    }),
    handle: async ({ params, body, idempotencyKey }) => {
      const { order } = await afterSale.moveFulfilment({
        orderId: params.id,
        fulfilmentId: params.fulfilmentId,
        to: ParcelState[body.state.toUpperCase() as keyof typeof ParcelState],
        tracking: body.tracking ?? '',
        idempotencyKey,
      });
      return toOrder(present(order));
    },
  }),
];

const MOVES = { approve: 'APPROVED', reject: 'REJECTED', receive: 'RECEIVED', close: 'CLOSED' } as const;

const returns = (afterSale: AfterSale): Route[] => [
  route({
    method: 'POST',
    path: '/orders/{id}/returns',
    tag: 'orders',
    summary: 'Asks to send goods back that have arrived',
    access: 'optional',
    answers: { 201: Order },
    params: ById,
    body: shape({ lines: LineQuantities, reason: words(500) }),
    handle: async (ask, reply) => {
      const { order } = await afterSale.requestReturn({
        orderId: ask.params.id,
        access: orderAccess(ask),
        ...ask.body,
        idempotencyKey: ask.idempotencyKey,
      });
      reply.code(201);
      return toOrder(present(order));
    },
  }),
  route({
    ...about,
    method: 'POST',
    path: '/admin/orders/{id}/returns/{returnId}/{deed}',
    summary: 'Approves or rejects a return, receives its goods back into stock, closes it',
    params: shape({
      id: Id,
      returnId: Id,
      deed: oneOf(['approve', 'reject', 'receive', 'close']),
    }),
    body: shape({}),
    handle: async ({ params, idempotencyKey }) => {
      const { order } = await afterSale.moveReturn({
        orderId: params.id,
        returnId: params.returnId,
        to: ReturnState[MOVES[params.deed]],
        idempotencyKey,
      });
      return toOrder(present(order));
    },
  }),
];

const refunds = (afterSale: AfterSale): Route[] => [
  route({
    ...made,
    method: 'POST',
    path: '/admin/orders/{id}/refunds',
    summary: 'Asks for money to be given back; nothing moves until it is approved',
    params: ById,
    body: shape({ amount: Price, reason: words(500) }),
    handle: async ({ params, body, idempotencyKey }, reply) => {
      const { order } = await afterSale.requestRefund({
        orderId: params.id,
        amount: fromMoney(body.amount),
        reason: body.reason,
        idempotencyKey,
      });
      reply.code(201);
      return toOrder(present(order));
    },
  }),
  route({
    ...about,
    method: 'POST',
    path: '/admin/orders/{id}/refunds/{refundId}/{deed}',
    summary: 'Approves a refund, which gives the money back, or rejects it',
    params: shape({ id: Id, refundId: Id, deed: oneOf(['approve', 'reject']) }),
    body: shape({}),
    handle: async ({ params, idempotencyKey }) => {
      const { order } = await afterSale.decideRefund({
        orderId: params.id,
        refundId: params.refundId,
        approve: params.deed === 'approve',
        idempotencyKey,
      });
      return toOrder(present(order));
    },
  }),
];
