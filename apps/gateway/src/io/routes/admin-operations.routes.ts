import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { Type } from 'typebox';
import { type Identity, route, Routes } from '../http/route.ts';
import { DeadLetter, Job, Outbox, toDeadLetter, toJob } from '../shapes/operations.ts';
import { page, PageQuery, shape, words } from '../shapes/shared.ts';
import { Neighbours } from './neighbours.ts';

// Services that announce events.
const ANNOUNCERS = ['order', 'product'];
const ANSWER_MS = 2_000;

const ById = shape({ id: Type.String({ maxLength: 100 }) });

/** What people on call look at and mend. */
@Injectable()
export class AdminOperationsRoutes extends Routes {
  override readonly routes;

  constructor(private readonly neighbours: Neighbours) {
    super();
    this.routes = [...deadLetterRoutes(neighbours), ...this.serviceRoutes()];
  }

  private serviceRoutes() {
    const about = { tag: 'admin', access: 'staff' } as const;
    return [
      route({
        ...about,
        method: 'GET',
        path: '/admin/outbox',
        summary: 'Events of each service that wait to be published',
        answers: { 200: shape({ items: Type.Array(Outbox) }) },
        handle: async () => ({ items: await Promise.all(ANNOUNCERS.map((name) => this.outboxOf(name))) }),
      }),
      route({
        ...about,
        method: 'GET',
        path: '/admin/jobs',
        summary: 'What each service does in the background, and how its last round went',
        answers: { 200: shape({ items: Type.Array(Job), silent: Type.Array(Type.String()) }) },
        handle: () => this.jobs(),
      }),
    ];
  }

  private async outboxOf(service: string) {
    const asked = this.neighbours.operations.get(service)?.getOutbox({}, { timeoutMs: ANSWER_MS });
    const told = await asked?.catch(() => undefined);
    return { service, waiting: told?.waiting ?? null, oldestAgeSeconds: told?.oldestAgeSeconds ?? null };
  }

  private async jobs() {
    const silent: string[] = [];
    const told = await Promise.all(
      [...this.neighbours.operations].map(async ([service, client]) => {
        const answer = await client.listJobs({}, { timeoutMs: ANSWER_MS }).catch(() => undefined);
        if (!answer) silent.push(service);
        return (answer?.jobs ?? []).map((job) => toJob(service, job));
      }),
    );
    return { items: told.flat(), silent };
  }
}

function deadLetterRoutes(neighbours: Neighbours) {
  const about = { tag: 'admin', access: 'staff' } as const;
  return [
    route({
      ...about,
      method: 'GET',
      path: '/admin/dead-letters',
      summary: 'Events that a service gave up on, by service, oldest first',
      query: shape(PageQuery),
      answers: { 200: page(DeadLetter) },
      handle: async ({ query }) => {
        const { items, next } = await asked(neighbours.deadLetters.list(query.limit, query.cursor));
        return { items: items.map(toDeadLetter), nextCursor: next ?? null };
      },
    }),
    route({
      ...about,
      method: 'GET',
      path: '/admin/dead-letters/{id}',
      summary: 'One of them',
      params: ById,
      answers: { 200: DeadLetter },
      handle: async ({ params }) => toDeadLetter(await asked(neighbours.deadLetters.get(params.id))),
    }),
    route({
      ...about,
      method: 'POST',
      path: '/admin/dead-letters/{id}/redrive',
      summary: 'Sends it to the service that gave up, once more',
      params: ById,
      answers: { 202: shape({ id: Type.String() }) },
      handle: async ({ params, identity, idempotencyKey }, reply) => {
        await asked(neighbours.deadLetters.redrive(params.id, under(identity, idempotencyKey)));
        reply.code(202);
        return { id: params.id };
      },
    }),
    route({
      ...about,
      method: 'POST',
      path: '/admin/dead-letters/{id}/discard',
      summary: 'Gives it up for good, with the reason',
      params: ById,
      body: shape({ reason: words(500) }),
      answers: { 204: null },
      handle: async ({ params, body, identity, idempotencyKey }, reply) => {
        await asked(neighbours.deadLetters.discard(params.id, body.reason, under(identity, idempotencyKey)));
        reply.code(204);
      },
    }),
  ];
}

const under = (identity: Identity | undefined, key: string) => ({ actor: identity?.userId ?? '', key });

/** Redis away is "not yet", whatever its client calls it. */
function asked<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    if (error instanceof DomainError) throw error;
    throw new NotYet('unavailable', 'Redis does not answer');
  });
}
