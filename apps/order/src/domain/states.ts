import { transitions, type StateMachine } from '@tradepost/decision';

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

export const orderMachine = transitions<OrderState>('order', 'order.illegal_transition', {
  pending: ['confirmed', 'rejected', 'expired', 'review'],
  confirmed: ['completed', 'review', 'cancelled'],
  // Rejected or expired: an undo was stuck, and worked when it was retried.
  review: ['confirmed', 'cancelled', 'rejected', 'expired'],
  completed: [],
  rejected: [],
  expired: [],
  cancelled: [],
});

export const paymentMachine = transitions<PaymentState>('payment', 'payment.illegal_transition', {
  // A purchase refused before the provider was called has a payment that is void from the start.
  created: ['requires_action', 'authorized', 'failed', 'voided'],
  requires_action: ['authorized', 'failed', 'voided', 'expired'],
  authorized: ['captured', 'voided', 'expired'],
  captured: ['partially_refunded', 'refunded'],
  partially_refunded: ['refunded'],
  refunded: [],
  failed: [],
  voided: [],
  expired: [],
});

export const fulfilmentMachine = transitions<FulfilmentState>('fulfilment', 'fulfilment.illegal_transition', {
  unfulfilled: ['partial', 'fulfilled', 'cancelled'],
  partial: ['fulfilled'],
  fulfilled: [],
  cancelled: [],
});

/** One parcel. */
export type ParcelState = 'created' | 'packed' | 'shipped' | 'delivered' | 'cancelled';

export type ReturnState = 'requested' | 'approved' | 'received' | 'closed' | 'rejected';

export type RefundState = 'requested' | 'executing' | 'done' | 'rejected' | 'failed';

export const parcelMachine = transitions<ParcelState>('parcel', 'parcel.illegal_transition', {
  created: ['packed', 'cancelled'],
  packed: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
});

/** A parcel of which nothing is shipped: staff say that it was handed over. */
export const handoverMachine = transitions<ParcelState>('handover', 'handover.illegal_transition', {
  created: ['delivered', 'cancelled'],
  // Packed or shipped by an instance of a release that did not know handovers.
  packed: ['delivered', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
});

export const returnMachine = transitions<ReturnState>('return', 'return.illegal_transition', {
  requested: ['approved', 'rejected'],
  approved: ['received'],
  received: ['closed'],
  closed: [],
  rejected: [],
});

export const refundMachine = transitions<RefundState>('refund', 'refund.illegal_transition', {
  requested: ['executing', 'rejected'],
  executing: ['done', 'failed'],
  done: [],
  rejected: [],
  failed: [],
});

/** Every table, for the page that draws them. */
export const machines: readonly Pick<StateMachine<string>, 'name' | 'moves'>[] = [
  orderMachine,
  paymentMachine,
  fulfilmentMachine,
  parcelMachine,
  handoverMachine,
  returnMachine,
  refundMachine,
];
