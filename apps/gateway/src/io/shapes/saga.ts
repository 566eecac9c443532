import type { Saga as WireSaga } from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Id, nullable, Time } from './shared.ts';
import { toTime } from './shared-mapping.ts';

export const Saga = named(
  'Saga',
  shape({
    id: Id,
    name: Type.String(),
    status: Type.String({ description: 'running, undoing, done, undone, stuck' }),
    step: nullable(Type.String({ description: 'The next step, or the one it stopped at' })),
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

export type Saga = Static<typeof Saga>;

export function toSaga(saga: WireSaga): Saga {
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
