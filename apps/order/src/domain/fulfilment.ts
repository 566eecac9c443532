import { changed, DomainError, unchanged } from '@tradepost/decision';
import {
  assertWithin,
  isSame,
  notFound,
  quantities,
  replaced,
  type AfterSale,
  type Fulfilment,
  type LineQuantity,
  type SaleDecision,
} from './after-sale.ts';
import type { Order, OrderEvent } from './order.ts';
import { next, pricedOf } from './purchase.ts';
import {
  move,
  orderMachine,
  parcelMachine,
  fulfilmentMachine,
  type FulfilmentState,
  type ParcelState,
  type PaymentState,
} from './states.ts';

export type NewParcel = {
  readonly id: string;
  readonly lines: readonly LineQuantity[];
  readonly tracking: string;
};

const PAID: readonly PaymentState[] = ['captured', 'partially_refunded', 'refunded'];
const LEFT: readonly ParcelState[] = ['shipped', 'delivered'];

/** Parcels that left the house. */
export const shippedOf = ({ fulfilments }: AfterSale): Fulfilment[] =>
  fulfilments.filter(({ state }) => LEFT.includes(state));

/** True when somebody has goods of it in hand: it can't be called off any more. */
export const isPacked = ({ fulfilments }: AfterSale): boolean =>
  fulfilments.some(({ state }) => state === 'packed' || LEFT.includes(state));

/** Plans a parcel of what is in none yet; the same id again changes nothing. */
export function createParcel(sale: AfterSale, parcel: NewParcel, now: Date): SaleDecision {
  const { order, fulfilments } = sale;
  const { id, lines, tracking } = parcel;
  const before = fulfilments.find((one) => one.id === id);
  if (isSame(before && { lines: before.lines }, { lines })) return unchanged(sale);
  if (order.state !== 'confirmed')
    throw new DomainError('conflict', 'fulfilment.not_possible', `The order is ${order.state}.`, {
      state: order.state,
    });
  const planned = quantities(fulfilments.filter(({ state }) => state !== 'cancelled'));
  const left = (lineId: string) => orderedOf(order, lineId) - (planned.get(lineId) ?? 0);
  assertWithin(order, lines, left, 'fulfilment.exceeds_ordered');
  const made: Fulfilment = { id, lines, tracking, state: 'created', createdAt: now, updatedAt: now };
  return changed(
    { ...sale, order: next(order, now, {}), fulfilments: [...fulfilments, made] },
    { type: 'fulfilment.created', fulfilmentId: id, tracking },
  );
}

/** Moves a parcel on, and the order with it. */
export function moveParcel(
  sale: AfterSale,
  { id, to, tracking }: { id: string; to: ParcelState; tracking: string },
  now: Date,
): SaleDecision {
  const parcel = sale.fulfilments.find((one) => one.id === id);
  if (!parcel) throw notFound('fulfilment');
  if (parcel.state === to) return unchanged(sale);
  const state = move(parcelMachine, parcel.state, to);
  if (to !== 'cancelled') assertMayLeave(sale.order, to);
  const moved = { ...parcel, state, tracking: tracking || parcel.tracking, updatedAt: now };
  const fulfilments = replaced(sale.fulfilments, moved);
  const event = { type: `fulfilment.${to}`, fulfilmentId: id, tracking: moved.tracking } as const;
  const order = follow(sale.order, fulfilments, now);
  const events: OrderEvent[] = order.state === 'completed' ? [event, { type: 'order.completed' }] : [event];
  return changed({ ...sale, order, fulfilments }, ...events);
}

function assertMayLeave({ state, paymentState }: Order, to: ParcelState): void {
  if (state !== 'confirmed')
    throw new DomainError('conflict', 'fulfilment.not_possible', `The order is ${state}.`, { state });
  if (to !== 'packed' && !PAID.includes(paymentState))
    throw new DomainError('conflict', 'fulfilment.not_paid', 'Nothing leaves before it is paid.', {
      paymentState,
    });
}

/** The order's goods are the sum of its parcels; all there and paid, it is completed. */
function follow(order: Order, fulfilments: readonly Fulfilment[], now: Date): Order {
  const fulfilmentState = stateOf(order, fulfilments);
  const isOver =
    fulfilmentState === 'fulfilled' &&
    fulfilments.every(({ state }) => state === 'delivered' || state === 'cancelled');
  return next(order, now, {
    fulfilmentState:
      fulfilmentState === order.fulfilmentState
        ? fulfilmentState
        : move(fulfilmentMachine, order.fulfilmentState, fulfilmentState),
    ...(isOver && { state: move(orderMachine, order.state, 'completed') }),
  });
}

function stateOf(order: Order, fulfilments: readonly Fulfilment[]): FulfilmentState {
  const sent = quantities(fulfilments.filter(({ state }) => LEFT.includes(state)));
  if (sent.size === 0) return 'unfulfilled';
  const isAll = pricedOf(order).lines.every(({ id, quantity }) => sent.get(id) === quantity);
  return isAll ? 'fulfilled' : 'partial';
}

const orderedOf = (order: Order, lineId: string): number =>
  pricedOf(order).lines.find(({ id }) => id === lineId)?.quantity ?? 0;
