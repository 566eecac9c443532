import { Injectable } from '@nestjs/common';
import { OrderState, PaymentState } from '@tradepost/contracts';
import { Type } from 'typebox';
import { named, route, Routes } from '../http/route.ts';
import { fromRole, RoleWord, toUser, User } from '../shapes/account.ts';
import { Order, toOrder } from '../shapes/order.ts';
import { Saga, toSaga } from '../shapes/saga.ts';
import { Id, oneOf, page, PageQuery, shape, words } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const ById = shape({ id: Id });
const StaffOrder = named(
  'StaffOrder',
  shape({
    ...Order.properties,
    sagas: Type.Array(Saga, {
      description: 'All that was done for it, oldest first, with every attempt of every step',
    }),
  }),
);
const STAFF = { userId: '', token: '', staff: true } as const;

const wordsOf = (states: Record<string, string>) =>
  oneOf(
    Object.keys(states)
      .filter((name) => !/^UN(SPECIFIED|RECOGNIZED)$/.test(name))
      .map((name) => name.toLowerCase()),
  );

@Injectable()
export class AdminOrderRoutes extends Routes {
  override readonly routes;

  constructor({ order, sagas, user }: Neighbours) {
    super();
    const about = { tag: 'admin', access: 'staff' } as const;
    this.routes = [
      route({
        ...about,
        method: 'GET',
        path: '/admin/orders',
        summary: 'Everybody’s orders, newest first',
        query: shape({
          ...PageQuery,
          q: Type.Optional(
            Type.String({ maxLength: 200, description: 'Number, e-mail or external reference' }),
          ),
          state: Type.Optional(wordsOf(OrderState)),
          paymentState: Type.Optional(wordsOf(PaymentState)),
        }),
        answers: { 200: page(Order) },
        handle: async ({ query }) => {
          const found = await order.listOrders({
            userId: '',
            query: query.q ?? '',
            state: enumOf(OrderState, query.state),
            paymentState: enumOf(PaymentState, query.paymentState),
            pageSize: query.limit,
            pageToken: query.cursor ?? '',
          });
          return { items: found.items.map((one) => toOrder(one)), nextCursor: found.nextPageToken || null };
        },
      }),
      route({
        ...about,
        method: 'GET',
        path: '/admin/orders/{id}',
        summary: 'Anybody’s order, with all that was done for it',
        isConditional: true,
        params: ById,
        answers: { 200: StaffOrder },
        handle: async ({ params: { id: orderId } }) => {
          const [found, { items }] = await Promise.all([
            order.getOrder({ orderId, access: STAFF }),
            sagas.listSagasOfOrder({ orderId }),
          ]);
          return { ...toOrder(present(found.order)), sagas: items.map(toSaga) };
        },
      }),
      route({
        ...about,
        method: 'POST',
        path: '/admin/orders/{id}/cancel',
        summary: 'Calls an order off; money and goods go back',
        isConditional: true,
        params: ById,
        body: shape({ reason: Type.Optional(words(500)) }),
        answers: { 200: Order },
        handle: async ({ params, body, expectedVersion, idempotencyKey }) => {
          const cancelled = await order.cancelOrder({
            orderId: params.id,
            access: STAFF,
            reason: body.reason ?? '',
            expectedVersion,
            idempotencyKey,
          });
          return toOrder(present(cancelled.order));
        },
      }),
      route({
        ...about,
        method: 'GET',
        path: '/admin/customers',
        summary: 'People, newest first',
        query: shape({ ...PageQuery, q: Type.Optional(Type.String({ maxLength: 200 })) }),
        answers: { 200: page(User) },
        handle: async ({ query }) => {
          const found = await user.listUsers({
            query: query.q ?? '',
            pageSize: query.limit,
            pageToken: query.cursor ?? '',
          });
          return { items: found.items.map(toUser), nextCursor: found.nextPageToken || null };
        },
      }),
      route({
        ...about,
        method: 'PUT',
        path: '/admin/customers/{id}/roles',
        summary: 'Replaces a person’s roles',
        access: 'admin',
        params: ById,
        body: shape({ roles: Type.Array(RoleWord, { minItems: 1, maxItems: 3 }) }),
        answers: { 200: User },
        handle: async ({ identity, params, body, idempotencyKey }) => {
          const roles = body.roles.map(fromRole);
          const actorId = identity?.userId;
          const changed = await user.setRoles({ userId: params.id, roles, actorId, idempotencyKey });
          return toUser(present(changed.user));
        },
      }),
    ];
  }
}

function enumOf<E extends Record<string, string>>(states: E, word: string | undefined): E[keyof E] {
  return states[(word ?? 'unspecified').toUpperCase()] as E[keyof E];
}
