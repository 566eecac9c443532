import { Injectable } from '@nestjs/common';
import { type Saga as WireSaga } from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named, route, Routes } from '../http/route.ts';
import { Id, nullable, oneOf, page, PageQuery, shape, Time } from '../shapes/shared.ts';
import { toTime } from '../shapes/shared-mapping.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const ById = shape({ id: Id });

const Saga = named(
  'Saga',
  shape({
    id: Id,
    name: Type.String(),
    status: Type.String({ description: 'running, undoing, done, undone, stuck' }),
    step: nullable(Type.String({ description: 'What is done next, or where it stopped' })),
    attempts: Type.Integer({ description: 'Failures since the last progress' }),
    errorCode: nullable(Type.String()),
    orderId: nullable(Id),
    traceId: nullable(Type.String()),
    deadlineAt: Time,
    nextRunAt: nullable(Time),
    createdAt: Time,
    updatedAt: Time,
    log: Type.Array(
      shape({
        step: Type.String(),
        what: Type.String({ description: 'done, failed, waits, undone' }),
        attempt: Type.Integer(),
        at: Time,
        durationMs: Type.Integer(),
        error: nullable(Type.String()),
      }),
      { description: 'Empty in lists' },
    ),
  }),
);

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

function toSaga(saga: WireSaga): Static<typeof Saga> {
  const { id, name, status, attempts } = saga;
  return {
    ...{ id, name, status, attempts },
    step: saga.step || null,
    errorCode: saga.errorCode || null,
    orderId: saga.orderId || null,
    traceId: saga.traceId || null,
    deadlineAt: toTime(saga.deadlineAt),
    nextRunAt: saga.nextRunAt ? toTime(saga.nextRunAt) : null,
    createdAt: toTime(saga.createdAt),
    updatedAt: toTime(saga.updatedAt),
    log: saga.log.map(({ step, what, attempt, at, durationMs, error }) => ({
      ...{ step, what, attempt, at: toTime(at), durationMs, error: error || null },
    })),
  };
}
