import { Injectable } from '@nestjs/common';
import { Type } from 'typebox';
import { route, Routes } from '../http/route.ts';
import { Finding, FINDING_STATES, Run, toFinding, toRun } from '../shapes/operations.ts';
import { oneOf, page, PageQuery, shape } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

/** Whether money, orders and goods fit together. */
@Injectable()
export class AdminReconciliationRoutes extends Routes {
  override readonly routes;

  constructor({ reconciliation }: Neighbours) {
    super();
    const about = { tag: 'admin', access: 'staff' } as const;
    this.routes = [
      route({
        ...about,
        method: 'GET',
        path: '/admin/reconciliation',
        summary: 'What does not fit together, how much of it is open, and the last runs',
        query: shape({
          ...PageQuery,
          state: Type.Optional(oneOf(FINDING_STATES)),
          code: Type.Optional(Type.String({ maxLength: 100 })),
        }),
        answers: {
          200: shape({
            ...page(Finding).properties,
            open: Type.Record(Type.String(), Type.Integer(), { description: 'By code, 0 too' }),
            runs: Type.Array(Run, { description: 'The last ten, newest first' }),
          }),
        },
        handle: async ({ query }) => {
          const found = await reconciliation.listFindings({
            ...{ state: query.state ?? '', code: query.code ?? '' },
            ...{ pageSize: query.limit, pageToken: query.cursor ?? '' },
          });
          return {
            items: found.items.map(toFinding),
            nextCursor: found.nextPageToken || null,
            open: Object.fromEntries(found.counts.map(({ code, open }) => [code, open])),
            runs: found.runs.map(toRun),
          };
        },
      }),
      route({
        ...about,
        method: 'POST',
        path: '/admin/reconciliation/runs',
        summary: 'Compares everything now, not with the next turn',
        answers: { 202: Run },
        handle: async ({ identity, idempotencyKey }, reply) => {
          reply.code(202);
          const asked = { idempotencyKey, actorId: identity?.userId ?? '' };
          return toRun(present((await reconciliation.requestRun(asked)).run));
        },
      }),
    ];
  }
}
