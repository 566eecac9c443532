import type {
  Finding as WireFinding,
  GetOutboxResponse,
  Job as WireJob,
  ReconciliationRun,
} from '@tradepost/contracts';
import type { DeadLetter as Letter } from '@tradepost/messaging';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { nullable, Time } from './shared.ts';
import { openWords } from './wire-enum.ts';

export const DeadLetter = named(
  'DeadLetter',
  shape({
    id: Type.String({ description: 'Service and position' }),
    group: Type.String({ description: 'The service that dead-lettered it' }),
    reason: Type.String(),
    attempts: Type.Integer(),
    diedAt: Time,
    stream: Type.String({ description: 'The stream it came from' }),
    event: nullable(
      shape({
        id: Type.String(),
        type: Type.String(),
        source: Type.String(),
        subject: Type.String({ description: 'Id of the entity it is about' }),
        time: Time,
        schemaVersion: Type.Integer(),
        traceId: nullable(Type.String()),
        bytes: Type.Integer({ description: 'Size of its data, which may be private and is not shown' }),
      }),
    ),
  }),
);
export type DeadLetter = Static<typeof DeadLetter>;

export function toDeadLetter({ event, diedAt, ...letter }: Letter): DeadLetter {
  const shown = event && {
    ...{ id: event.id, type: event.type, source: event.source, subject: event.subject },
    ...{ time: event.time.toISOString(), schemaVersion: event.schemaVersion },
    ...{ traceId: event.traceId ?? null, bytes: event.data.length },
  };
  return { ...letter, diedAt: diedAt.toISOString(), event: shown ?? null };
}

export const Outbox = named(
  'Outbox',
  shape({
    service: Type.String(),
    waiting: nullable(Type.Integer({ description: 'Events not published yet; null: it did not answer' })),
    oldestAgeSeconds: nullable(Type.Number()),
  }),
);
export type Outbox = Static<typeof Outbox>;

export const Job = named(
  'Job',
  shape({
    service: Type.String(),
    instance: Type.String({ description: 'One instance of the service; the others run the same jobs' }),
    name: Type.String(),
    lastRunAt: nullable(Time),
    failures: Type.Integer({ description: 'Consecutive failed rounds' }),
    error: nullable(Type.String()),
  }),
);
export type Job = Static<typeof Job>;

export const toOutbox = (service: string, outbox: GetOutboxResponse | undefined): Outbox => ({
  service,
  waiting: outbox?.waiting ?? null,
  oldestAgeSeconds: outbox?.oldestAgeSeconds ?? null,
});

export const toJob = (service: string, job: WireJob): Job => ({
  ...{ service, instance: job.instance, name: job.name, failures: job.failures },
  ...{ lastRunAt: job.lastRunAt?.toISOString() ?? null, error: job.error || null },
});

export const findingStates = openWords(['open', 'healed', 'gone']);

export const Finding = named(
  'Finding',
  shape({
    code: Type.String({ description: 'Stable' }),
    subject: Type.String({ description: 'An order, a provider’s key, a saga, an outbox' }),
    detail: Type.String(),
    state: findingStates.schema,
    action: nullable(Type.String({ description: 'The repair, if there was one' })),
    attempts: Type.Integer(),
    firstSeenAt: Time,
    lastSeenAt: Time,
  }),
);
export type Finding = Static<typeof Finding>;

const iso = (time: Date | undefined): string => (time ?? new Date(0)).toISOString();

export const toFinding = (wire: WireFinding): Finding => ({
  ...{ code: wire.code, subject: wire.subject, detail: wire.detail, attempts: wire.attempts },
  state: findingStates.toWord(wire.state),
  action: wire.action || null,
  ...{ firstSeenAt: iso(wire.firstSeenAt), lastSeenAt: iso(wire.lastSeenAt) },
});

const runStates = openWords(['waiting', 'running', 'done', 'failed']);

export const Run = named(
  'ReconciliationRun',
  shape({
    id: Type.String(),
    state: runStates.schema,
    askedAt: Time,
    finishedAt: nullable(Time),
    compared: shape({ orders: Type.Integer(), bookings: Type.Integer(), holds: Type.Integer() }),
    found: Type.Integer(),
    healed: Type.Integer(),
    skipped: Type.Array(Type.String(), { description: 'Sources that did not answer' }),
  }),
);
export type Run = Static<typeof Run>;

export const toRun = (wire: ReconciliationRun): Run => ({
  id: wire.id,
  state: runStates.toWord(wire.state),
  ...{ askedAt: iso(wire.askedAt), finishedAt: wire.finishedAt?.toISOString() ?? null },
  compared: { orders: wire.orders, bookings: wire.bookings, holds: wire.holds },
  ...{ found: wire.found, healed: wire.healed, skipped: wire.skipped },
});
