import {
  type Fulfilment as WireFulfilment,
  type ItemCancellation as WireItemCancellation,
  ParcelState,
  type Refund as WireRefund,
  RefundState,
  type Return as WireReturn,
  ReturnState,
} from '@tradepost/contracts';
import { LINES } from '@tradepost/contracts/limits';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Id, Money, nullable, Quantity, Time } from './shared.ts';
import { toMoney, toTime } from './shared-mapping.ts';
import { wireEnum } from './wire-enum.ts';

export const parcelStates = wireEnum('ParcelState', ParcelState);
export const returnStates = wireEnum('ReturnState', ReturnState);
const refundStates = wireEnum('RefundState', RefundState);

/** Lines of an order, or pieces of them. */
export const LineQuantities = Type.Array(shape({ lineId: Id, quantity: Quantity }), {
  minItems: 1,
  maxItems: LINES.purchase,
});

export const Fulfilment = named(
  'Fulfilment',
  shape({
    id: Id,
    state: parcelStates.schema,
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
    state: returnStates.schema,
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
    state: refundStates.schema,
    amount: Money,
    reason: Type.String(),
    failure: nullable(Type.String({ description: 'The provider’s code' })),
    createdAt: Time,
    updatedAt: Time,
  }),
);

export const ItemCancellation = named(
  'ItemCancellation',
  shape({
    id: Id,
    lines: LineQuantities,
    reason: nullable(Type.String()),
    refundId: nullable({ ...Id, description: 'The refund of their money; null: none was left to give back' }),
    refundsShipping: Type.Boolean({ description: 'What shipping cost was given back with it' }),
    createdAt: Time,
  }),
);

const times = (one: { createdAt: Date | undefined; updatedAt: Date | undefined }) => ({
  createdAt: toTime(one.createdAt),
  updatedAt: toTime(one.updatedAt),
});

export function toFulfilment(one: WireFulfilment): Static<typeof Fulfilment> {
  const { id, state, lines, tracking } = one;
  return { id, state: parcelStates.toWord(state), lines, tracking: tracking || null, ...times(one) };
}

export function toReturn(one: WireReturn): Static<typeof Return> {
  const { id, state, lines, reason } = one;
  return { id, state: returnStates.toWord(state), lines, reason, ...times(one) };
}

export function toRefund(one: WireRefund): Static<typeof Refund> {
  const { id, state, amount, reason, failure } = one;
  return {
    ...{ id, state: refundStates.toWord(state), amount: toMoney(amount), reason },
    failure: failure || null,
    ...times(one),
  };
}

export function toItemCancellation(one: WireItemCancellation): Static<typeof ItemCancellation> {
  const { id, lines, reason, refundId, refundsShipping, createdAt } = one;
  return {
    ...{ id, lines, refundsShipping },
    ...{ reason: reason || null, refundId: refundId || null, createdAt: toTime(createdAt) },
  };
}
