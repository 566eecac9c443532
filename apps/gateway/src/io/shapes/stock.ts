import type { Location as WireLocation, Movement as WireMovement } from '@tradepost/contracts';
import { LOCATION } from '@tradepost/contracts/limits';
import { type Static, Type } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Id } from './shared.ts';
import { present } from './shared-mapping.ts';

export const Priority = Type.Integer({
  minimum: -LOCATION.priority,
  maximum: LOCATION.priority,
  description: 'Stock is taken from lower ones first',
});

export const Location = named(
  'Location',
  shape({ id: Id, code: Type.String(), name: Type.String(), priority: Priority }),
);
export type Location = Static<typeof Location>;

export const Movement = named(
  'Movement',
  shape({
    id: Id,
    locationId: Id,
    quantity: Type.Integer({ description: 'Added, or taken (negative)' }),
    reason: Type.String({ description: 'set, adjust, import, sale or return' }),
    reference: Type.String({ description: 'Such as an order’s id; empty: none' }),
    note: Type.String(),
    at: Type.String({ format: 'date-time' }),
  }),
);
export type Movement = Static<typeof Movement>;

export const toLocation = ({ id, code, name, priority }: WireLocation): Location => ({
  ...{ id, code, name, priority },
});

export const toMovement = ({ createdAt, ...movement }: WireMovement): Movement => ({
  ...movement,
  at: present(createdAt).toISOString(),
});
