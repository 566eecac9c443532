import {
  ParcelState as WireParcelState,
  RefundState as WireRefundState,
  ReturnState as WireReturnState,
  type Order as WireOrder,
} from '@tradepost/contracts';
import type { OrderDocuments } from '../domain/documents.ts';
import type { ParcelState, RefundState, ReturnState } from '../domain/states.ts';
import { keyOf } from './key-of.mapper.ts';

export function toWireDocuments({
  fulfilments,
  returns,
  refunds,
  cancellations,
}: OrderDocuments): Pick<WireOrder, 'fulfilments' | 'returns' | 'refunds' | 'cancellations'> {
  return {
    fulfilments: fulfilments.map((one) => ({
      ...one,
      lines: [...one.lines],
      state: parcelStates[one.state],
    })),
    returns: returns.map((one) => ({ ...one, lines: [...one.lines], state: returnStates[one.state] })),
    refunds: refunds.map((one) => ({ ...one, state: refundStates[one.state] })),
    cancellations: cancellations.map((one) => ({
      ...one,
      lines: [...one.lines],
      refundId: one.refundId ?? '',
    })),
  };
}

const parcelStates: Record<ParcelState, WireParcelState> = {
  created: WireParcelState.CREATED,
  packed: WireParcelState.PACKED,
  shipped: WireParcelState.SHIPPED,
  delivered: WireParcelState.DELIVERED,
  cancelled: WireParcelState.CANCELLED,
};

const returnStates: Record<ReturnState, WireReturnState> = {
  requested: WireReturnState.REQUESTED,
  approved: WireReturnState.APPROVED,
  received: WireReturnState.RECEIVED,
  closed: WireReturnState.CLOSED,
  rejected: WireReturnState.REJECTED,
};

const refundStates: Record<RefundState, WireRefundState> = {
  requested: WireRefundState.REQUESTED,
  executing: WireRefundState.EXECUTING,
  done: WireRefundState.DONE,
  rejected: WireRefundState.REJECTED,
  failed: WireRefundState.FAILED,
};

/** Undefined: a state that this version does not know. */
export const fromWireParcelState = (state: WireParcelState): ParcelState | undefined =>
  keyOf(parcelStates, state);
export const fromWireReturnState = (state: WireReturnState): ReturnState | undefined =>
  keyOf(returnStates, state);
