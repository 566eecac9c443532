import { Injectable } from '@nestjs/common';
import type { Location as WireLocation, Movement as WireMovement } from '@tradepost/contracts';
import { Type } from 'typebox';
import { named, route, Routes } from '../http/route.ts';
import { Id, page, PageQuery, shape, words } from '../shapes/shared.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const Priority = Type.Integer({
  minimum: -1_000_000,
  maximum: 1_000_000,
  description: 'Lower ones are emptied first',
});
const Location = named(
  'Location',
  shape({ id: Id, code: Type.String(), name: Type.String(), priority: Priority }),
);
const Movement = named(
  'Movement',
  shape({
    id: Id,
    locationId: Id,
    quantity: Type.Integer({ description: 'What came in, or went out (negative)' }),
    reason: Type.String({ description: 'set, adjust, import, sale or return' }),
    reference: Type.String({ description: 'Such as an order’s id; empty: none' }),
    note: Type.String(),
    at: Type.String({ format: 'date-time' }),
  }),
);

@Injectable()
export class AdminStockRoutes extends Routes {
  override readonly routes;

  constructor({ product }: Neighbours) {
    super();
    const about = { tag: 'admin', access: 'staff' } as const;
    this.routes = [
      route({
        ...about,
        method: 'GET',
        path: '/admin/locations',
        summary: 'Places where goods are, in the order in which they are emptied',
        answers: { 200: shape({ items: Type.Array(Location) }) },
        handle: async () => ({ items: (await product.listLocations({})).items.map(toLocation) }),
      }),
      route({
        ...about,
        method: 'POST',
        path: '/admin/locations',
        summary: 'A new place for goods',
        body: shape({
          code: Type.String({ pattern: '^[a-z0-9-]{1,50}$' }),
          name: words(200),
          priority: Type.Optional(Priority),
        }),
        answers: { 201: Location },
        handle: async ({ identity, body, idempotencyKey }, reply) => {
          const { location } = await product.createLocation({
            ...{ code: body.code, name: body.name, priority: body.priority ?? 0 },
            ...{ idempotencyKey, actorId: identity?.userId },
          });
          reply.code(201);
          return toLocation(present(location));
        },
      }),
      route({
        ...about,
        method: 'GET',
        path: '/admin/variants/{id}/movements',
        summary: 'Every change of a variant’s stock, newest first',
        params: shape({ id: Id }),
        query: shape(PageQuery),
        answers: { 200: page(Movement) },
        handle: async ({ params, query }) => {
          const found = await product.listMovements({
            ...{ variantId: params.id, pageSize: query.limit, pageToken: query.cursor ?? '' },
          });
          return { items: found.items.map(toMovement), nextCursor: found.nextPageToken || null };
        },
      }),
    ];
  }
}

const toLocation = ({ id, code, name, priority }: WireLocation) => ({ id, code, name, priority });

const toMovement = ({ createdAt, ...rest }: WireMovement) => ({
  ...rest,
  at: present(createdAt).toISOString(),
});
