import { changed, DomainError, unchanged } from '@tradepost/decision';
import { isPacked } from './fulfilment.ts';
import { nextVersion, type Actor, type Order, type OrderDecision, type OrderEvent } from './order.ts';
import { rejectBeyond } from './refund.ts';
import { fulfilmentMachine, orderMachine, parcelMachine } from './states.ts';

/**
 * Cancels an order of which nothing is packed, and its planned parcels with it; stock and all of the money are given back
 * afterwards, so refunds that were only requested are rejected. Repeating it changes nothing.
 */
export function cancel(order: Order, actor: Actor, reason: string, now: Date): OrderDecision {
  if (order.state === 'cancelled') return unchanged(order);
  if (!canBeCancelled(order)) throw notCancellable(order);
  const fulfilments = order.fulfilments.map((parcel) =>
    parcel.state === 'created'
      ? { ...parcel, state: parcelMachine.move(parcel.state, 'cancelled'), updatedAt: now }
      : parcel,
  );
  const requests = rejectBeyond(order, 0, now);
  return changed<Order, OrderEvent>(
    {
      ...order,
      ...nextVersion(order, now),
      state: orderMachine.move(order.state, 'cancelled'),
      fulfilmentState: fulfilmentMachine.move(order.fulfilmentState, 'cancelled'),
      fulfilments,
      refunds: requests.refunds,
      reason,
    },
    { type: 'order.cancelled', reason, actor, priced: order.priced },
    ...requests.events,
  );
}

/** @throws DomainError `version.stale` */
export function assertVersion(order: Order, expected: number | undefined): void {
  if (expected === undefined || expected === order.version) return;
  throw new DomainError(
    'stale',
    'version.stale',
    `The order now has version ${order.version}, not ${expected}. Read it again before changing it.`,
    { version: order.version },
  );
}

const canBeCancelled = (order: Order): boolean =>
  orderMachine.allows(order.state, 'cancelled') &&
  order.fulfilmentState === 'unfulfilled' &&
  !isPacked(order);

function notCancellable({ state, fulfilmentState }: Order): DomainError {
  const why = state === 'pending' ? 'is still being placed' : `is ${state} (${fulfilmentState})`;
  const rest = state === 'confirmed' ? ' Staff can cancel those of its items that are not packed.' : '';
  return new DomainError(
    'conflict',
    'order.not_cancellable',
    `The order ${why} and can't be cancelled.${rest}`,
    {
      state,
      fulfilmentState,
    },
  );
}
