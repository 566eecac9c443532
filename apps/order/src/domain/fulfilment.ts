import { changed, DomainError, subtract, sum, unchanged } from '@tradepost/decision';
import {
  isRepeat,
  notFound,
  replaceById,
  sumByLine,
  type Fulfilment,
  type OrderDocuments,
} from './documents.ts';
import { assertAvailable, isShipped, linesIn, toSend } from './order-lines.ts';
import { nextVersion, orderIn, type Order, type OrderDecision, type OrderEvent } from './order.ts';
import { isPaid, isRefundable, leftOf } from './payment.ts';
import {
  fulfilmentMachine,
  handoverMachine,
  orderMachine,
  parcelMachine,
  type FulfilmentState,
  type ParcelState,
} from './states.ts';

export type NewParcel = Pick<Fulfilment, 'id' | 'lines' | 'tracking'>;

export interface ParcelMove {
  readonly id: string;
  readonly to: ParcelState;
  /** Empty: as it was. */
  readonly tracking: string;
}

const LEFT: readonly ParcelState[] = ['shipped', 'delivered'];

/** Parcels that left the warehouse. */
export const shippedOf = ({ fulfilments }: OrderDocuments): Fulfilment[] =>
  fulfilments.filter(({ state }) => LEFT.includes(state));

/** True when items of it are in a packed parcel: it can't be cancelled any more. */
export const isPacked = ({ fulfilments }: OrderDocuments): boolean =>
  fulfilments.some(({ state }) => state === 'packed' || LEFT.includes(state));

/** True for a parcel of lines of which nothing is shipped, such as vouchers: they are handed over, never packed. */
export const isHandover = (order: Order, { lines }: Pick<Fulfilment, 'lines'>): boolean =>
  !isShipped(linesIn(order, lines));

/** True when the items of this parcel leave with this move, so that their stock is consumed. */
export function leavesBy(order: Order, { id, to }: Pick<ParcelMove, 'id' | 'to'>): boolean {
  const parcel = order.fulfilments.find((one) => one.id === id);
  return to === 'shipped' || (to === 'delivered' && parcel !== undefined && isHandover(order, parcel));
}

/** How many of each line are in a packed parcel, or were shipped. */
export const packedOf = ({ fulfilments }: OrderDocuments): Map<string, number> =>
  sumByLine(fulfilments.filter(({ state }) => state === 'packed' || LEFT.includes(state)));

/** Plans a parcel of items that are in no other parcel; repeating it with the same id changes nothing. */
export function createParcel(order: Order, parcel: NewParcel, now: Date): OrderDecision {
  const { fulfilments } = order;
  const { id, lines, tracking } = parcel;
  const before = fulfilments.find((one) => one.id === id);
  if (isRepeat(before && { lines: before.lines }, { lines })) return unchanged(order);
  assertMayLeave(order, undefined, 'created');
  const planned = sumByLine(fulfilments.filter(({ state }) => state !== 'cancelled'));
  const wanted = toSend(order);
  const left = (lineId: string) => (wanted.get(lineId) ?? 0) - (planned.get(lineId) ?? 0);
  assertAvailable(order, lines, left, 'fulfilment.exceeds_ordered');
  assertOneKind(order, lines);
  const made: Fulfilment = { id, lines, tracking, state: 'created', createdAt: now, updatedAt: now };
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), fulfilments: [...fulfilments, made] },
    { type: 'fulfilment.created', fulfilmentId: id, tracking },
  );
}

/** Moves a parcel on, and the order with it. */
export function moveParcel(order: Order, { id, to, tracking }: ParcelMove, now: Date): OrderDecision {
  const parcel = order.fulfilments.find((one) => one.id === id);
  if (!parcel) throw notFound('fulfilment');
  if (parcel.state === to) return unchanged(order);
  const state = (isHandover(order, parcel) ? handoverMachine : parcelMachine).move(parcel.state, to);
  if (to !== 'cancelled') assertMayLeave(order, parcel.state, to);
  const moved = { ...parcel, state, tracking: tracking || parcel.tracking, updatedAt: now };
  const fulfilments = replaceById(order.fulfilments, moved);
  const event = { type: `fulfilment.${to}`, fulfilmentId: id, tracking: moved.tracking } as const;
  return follow({ ...order, fulfilments }, [event], now);
}

/** What is not shipped is not packed together with what is. */
function assertOneKind(order: Order, lines: NewParcel['lines']): void {
  const kinds = new Set(linesIn(order, lines).map(({ requiresShipping }) => requiresShipping));
  if (kinds.size > 1)
    throw new DomainError(
      'conflict',
      'fulfilment.mixed',
      'Some of these lines are shipped and some are not. Create a fulfilment for each kind; the second goes straight to `delivered`.',
    );
}

/** @param from undefined: it is not planned yet */
function assertMayLeave(order: Order, from: ParcelState | undefined, to: ParcelState): void {
  const { state: paymentState } = order.payment;
  if (order.state !== 'confirmed') throw notPossible(order);
  // What has left can still arrive.
  if (from !== 'shipped' && isGivenBack(order)) throw refunded();
  if ((to === 'shipped' || to === 'delivered') && !isPaid(order.payment))
    throw new DomainError(
      'conflict',
      'fulfilment.not_paid',
      `The payment is ${paymentState}; an order is shipped only after its payment was captured.`,
      { paymentState },
    );
}

/**
 * The order as its parcels and cancelled items make it: its fulfilment is their sum, and when all that is to be sent is
 * paid and delivered, the order is completed.
 */
export function follow(order: Order, events: readonly OrderEvent[], now: Date): OrderDecision {
  const sum = sumOfParcels(order);
  const fulfilmentState =
    sum === order.fulfilmentState ? sum : fulfilmentMachine.move(order.fulfilmentState, sum);
  const next = { ...order, ...nextVersion(order, now), fulfilmentState };
  const isOver =
    sum === 'fulfilled' &&
    order.fulfilments.every(({ state }) => state === 'delivered' || state === 'cancelled');
  if (!isOver) return changed<Order, OrderEvent>(next, ...events);
  const completed = orderIn(orderMachine.move(order.state, 'completed'), order.priced, next);
  return changed<Order, OrderEvent>(completed, ...events, { type: 'order.completed' });
}

function sumOfParcels(order: Order): FulfilmentState {
  const shipped = sumByLine(shippedOf(order));
  if (shipped.size === 0) return 'unfulfilled';
  const isAll = [...toSend(order)].every(([lineId, quantity]) => (shipped.get(lineId) ?? 0) === quantity);
  return isAll ? 'fulfilled' : 'partial';
}

/** All of the money is back with the payer, or on its way there. */
function isGivenBack({ payment, refunds }: Order): boolean {
  if (payment.state === 'refunded') return true;
  if (!isRefundable(payment)) return false;
  const leaving = refunds.filter(({ state }) => state === 'executing').map(({ amount }) => amount);
  const left = subtract(leftOf(payment), sum(leaving, payment.captured.currency));
  return left.amountMinor <= 0 && payment.captured.amountMinor > 0;
}

const refunded = (): DomainError =>
  new DomainError(
    'conflict',
    'fulfilment.refunded',
    'All of the money was refunded, so nothing more is sent. Cancel the parcel, and the order or what is left of it.',
  );

const notPossible = ({ state }: Order): DomainError =>
  new DomainError(
    'conflict',
    'fulfilment.not_possible',
    `The order is ${state}; only a confirmed order can be fulfilled.`,
    { state },
  );
