import { DomainError } from '@tradepost/decision';

export type OrderState =
  'pending' | 'confirmed' | 'completed' | 'rejected' | 'expired' | 'review' | 'cancelled';

export type PaymentState =
  | 'created'
  | 'requires_action'
  | 'authorized'
  | 'captured'
  | 'partially_refunded'
  | 'refunded'
  | 'failed'
  | 'voided'
  | 'expired';

/** The sum of an order's parcels. */
export type FulfilmentState = 'unfulfilled' | 'partial' | 'fulfilled' | 'cancelled';

/** Every allowed move; what is not listed is refused. */
export type Machine<State extends string> = {
  readonly name: string;
  readonly moves: { readonly [from in State]: readonly State[] };
};

export const orderMachine: Machine<OrderState> = {
  name: 'order',
  moves: {
    pending: ['confirmed', 'rejected', 'expired', 'review'],
    confirmed: ['completed', 'review', 'cancelled'],
    review: ['confirmed', 'cancelled'],
    completed: [],
    rejected: [],
    expired: [],
    cancelled: [],
  },
};

export const paymentMachine: Machine<PaymentState> = {
  name: 'payment',
  moves: {
    // A purchase refused before anything was asked of the provider leaves a payment that is void from the start.
    created: ['requires_action', 'authorized', 'failed', 'voided'],
    requires_action: ['authorized', 'failed', 'voided', 'expired'],
    authorized: ['captured', 'voided', 'expired'],
    captured: ['partially_refunded', 'refunded'],
    partially_refunded: ['refunded'],
    refunded: [],
    failed: [],
    voided: [],
    expired: [],
  },
};

export const fulfilmentMachine: Machine<FulfilmentState> = {
  name: 'fulfilment',
  moves: {
    unfulfilled: ['partial', 'fulfilled', 'cancelled'],
    partial: ['fulfilled'],
    fulfilled: [],
    cancelled: [],
  },
};

/** One parcel. */
export type ParcelState = 'created' | 'packed' | 'shipped' | 'delivered' | 'cancelled';

export type ReturnState = 'requested' | 'approved' | 'received' | 'closed' | 'rejected';

export type RefundState = 'requested' | 'executing' | 'done' | 'rejected' | 'failed';

export const parcelMachine: Machine<ParcelState> = {
  name: 'parcel',
  moves: {
    created: ['packed', 'cancelled'],
    packed: ['shipped', 'cancelled'],
    shipped: ['delivered'],
    delivered: [],
    cancelled: [],
  },
};

export const returnMachine: Machine<ReturnState> = {
  name: 'return',
  moves: {
    requested: ['approved', 'rejected'],
    approved: ['received'],
    received: ['closed'],
    closed: [],
    rejected: [],
  },
};

export const refundMachine: Machine<RefundState> = {
  name: 'refund',
  moves: {
    requested: ['executing', 'rejected'],
    executing: ['done', 'failed'],
    done: [],
    rejected: [],
    failed: [],
  },
};

/** Every table, for the pages that show them. */
export const machines: readonly Machine<string>[] = [
  orderMachine,
  paymentMachine,
  fulfilmentMachine,
  parcelMachine,
  returnMachine,
  refundMachine,
];

export function canMove<State extends string>(machine: Machine<State>, from: State, to: State): boolean {
  return machine.moves[from].includes(to);
}

/** The new state. @throws DomainError `<machine>.illegal_transition` when the table does not allow it. */
export function move<State extends string>(machine: Machine<State>, from: State, to: State): State {
  if (canMove(machine, from, to)) return to;
  throw new DomainError(
    'conflict',
    `${machine.name}.illegal_transition`,
    `The ${machine.name} is ${from} and can't become ${to}.`,
    { from, to },
  );
}
