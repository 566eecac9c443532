import type {
  Fulfilment as WireFulfilment,
  Refund as WireRefund,
  Return as WireReturn,
} from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named } from '../http/route.ts';
import { Id, Money, nullable, Quantity, shape, Time } from './shared.ts';
import { toMoney, toTime, toWord } from './shared-mapping.ts';

/** Some of an order's lines. */
export const LineQuantities = Type.Array(shape({ lineId: Id, quantity: Quantity }), {
  minItems: 1,
  maxItems: 1_200,
});

export const Fulfilment = named(
  'Fulfilment',
  shape({
    id: Id,
    state: Type.String({ description: 'created, packed, shipped, delivered, cancelled' }),
    lines: LineQuantities,
    tracking: nullable(Type.String()),
    createdAt: Time,
    updatedAt: Time,
  }),
);

export const Return = named(
  'Return',
  shape({
    id: Id,
    state: Type.String({ description: 'requested, approved, received, closed, rejected' }),
    lines: LineQuantities,
    reason: Type.String(),
    createdAt: Time,
    updatedAt: Time,
  }),
);

export const Refund = named(
  'Refund',
  shape({
    id: Id,
    state: Type.String({ description: 'requested, executing, done, rejected, failed' }),
    amount: Money,
    reason: Type.String(),
    failure: nullable(Type.String({ description: 'The provider’s code' })),
    createdAt: Time,
    updatedAt: Time,
  }),
);

const times = (one: { createdAt: Date | undefined; updatedAt: Date | undefined }) => ({
  createdAt: toTime(one.createdAt),
  updatedAt: toTime(one.updatedAt),
});

export function toFulfilment(one: WireFulfilment): Static<typeof Fulfilment> {
  const { id, state, lines, tracking } = one;
  return { id, state: toWord(state, 'PARCEL_STATE_'), lines, tracking: tracking || null, ...times(one) };
}

export function toReturn(one: WireReturn): Static<typeof Return> {
  const { id, state, lines, reason } = one;
  return { id, state: toWord(state, 'RETURN_STATE_'), lines, reason, ...times(one) };
}

export function toRefund(one: WireRefund): Static<typeof Refund> {
  const { id, state, amount, reason, failure } = one;
  return {
    ...{ id, state: toWord(state, 'REFUND_STATE_'), amount: toMoney(amount), reason },
    failure: failure || null,
    ...times(one),
  };
}
