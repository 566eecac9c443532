import { Injectable } from '@nestjs/common';
import { Type } from 'typebox';
import { route, Routes } from '../http/route.ts';
import { Saga, toSaga } from '../shapes/saga.ts';
import { Id, oneOf, page, PageQuery, shape } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const ById = shape({ id: Id });

/** Deeds over several services: how far each is, and a way on for those that are stuck. */
@Injectable()
export class AdminSagaRoutes extends Routes {
  override readonly routes;

  constructor({ sagas }: Neighbours) {
    super();
    const about = { tag: 'admin', access: 'staff' } as const;
    this.routes = [
      route({
        ...about,
        method: 'GET',
        path: '/admin/sagas',
        summary: 'Deeds over several services, newest first',
        query: shape({
          ...PageQuery,
          state: Type.Optional(oneOf(['running', 'undoing', 'done', 'undone', 'stuck'])),
        }),
        answers: { 200: page(Saga) },
        handle: async ({ query }) => {
          const { state = '', limit, cursor = '' } = query;
          const found = await sagas.listSagas({ status: state, pageSize: limit, pageToken: cursor });
          return { items: found.items.map(toSaga), nextCursor: found.nextPageToken || null };
        },
      }),
      route({
        ...about,
        method: 'GET',
        path: '/admin/sagas/{id}',
        summary: 'One of them, with every attempt of every step',
        params: ById,
        answers: { 200: Saga },
        handle: async ({ params }) => toSaga(present((await sagas.getSaga({ sagaId: params.id })).saga)),
      }),
      route({
        ...about,
        method: 'POST',
        path: '/admin/sagas/{id}/retry',
        summary: 'Sends a stuck one on its way again',
        params: ById,
        body: shape({}),
        answers: { 200: Saga },
        handle: async ({ params, identity, idempotencyKey }) => {
          const asked = { sagaId: params.id, idempotencyKey, actorId: identity?.userId ?? '' };
          return toSaga(present((await sagas.retrySaga(asked)).saga));
        },
      }),
    ];
  }
}
