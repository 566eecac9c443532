import { changed, subtract, unchanged, type Money } from '@tradepost/decision';
import {
  nextVersion,
  type Order,
  type OrderDecision,
  type OrderEvent,
  type OrderWithPrices,
} from './order.ts';
import { orderMachine, paymentMachine, type PaymentState } from './states.ts';

// Once the money was captured, refunded or released, a late answer to a capture changes nothing.
const IS_SETTLED: readonly PaymentState[] = ['captured', 'partially_refunded', 'refunded', 'voided'];

/** The money was captured, whatever became of the order meanwhile. An order in review for it goes on. */
export function captured(order: OrderWithPrices, now: Date): OrderDecision {
  if (IS_SETTLED.includes(order.paymentState)) return unchanged(order);
  const amount = order.priced.totals.grand;
  const change = {
    ...nextVersion(order, now),
    paymentState: paymentMachine.move(order.paymentState, 'captured'),
    payment: { ...order.payment, captured: amount },
  };
  const event = { type: 'payment.captured', amount } as const;
  if (order.state !== 'review') return changed<Order, OrderEvent>({ ...order, ...change }, event);
  const state = orderMachine.move(order.state, 'confirmed');
  return changed<Order, OrderEvent>({ ...order, ...change, state, reason: null }, event);
}

/** The authorisation ran out before the capture: nothing may be shipped, staff must look at it. */
export function paymentExpired(order: Order, now: Date): OrderDecision {
  if (order.paymentState !== 'authorized') return unchanged(order);
  const change = {
    ...nextVersion(order, now),
    paymentState: paymentMachine.move(order.paymentState, 'expired'),
  };
  const event = { type: 'payment.expired' } as const;
  if (order.state !== 'confirmed') return changed<Order, OrderEvent>({ ...order, ...change }, event);
  const reason = 'payment.expired';
  const state = orderMachine.move(order.state, 'review');
  return changed<Order, OrderEvent>({ ...order, ...change, state, reason }, event, {
    type: 'order.review',
    reason,
  });
}

/** The authorisation was voided, or there never was one: no money was captured. */
export function moneyReleased(order: Order, now: Date): OrderDecision {
  // An expired authorisation holds no money any more.
  if (order.paymentState === 'voided' || order.paymentState === 'expired') return unchanged(order);
  const paymentState = paymentMachine.move(order.paymentState, 'voided');
  return changed<Order, OrderEvent>(
    { ...order, ...nextVersion(order, now), paymentState },
    { type: 'payment.voided' },
  );
}

/** All the money was refunded. A capture that was not recorded yet is recorded with it. */
export function moneyReturned(order: OrderWithPrices, now: Date): OrderDecision {
  if (order.paymentState === 'refunded') return unchanged(order);
  const amount = order.priced.totals.grand;
  const before =
    order.paymentState === 'authorized'
      ? paymentMachine.move(order.paymentState, 'captured')
      : order.paymentState;
  return changed<Order, OrderEvent>(
    {
      ...order,
      ...nextVersion(order, now),
      paymentState: paymentMachine.move(before, 'refunded'),
      payment: { ...order.payment, captured: amount, refunded: amount },
    },
    { type: 'payment.refunded', amount: unreturned(order) },
  );
}

/** What is left to refund when all of it is to be refunded. */
export function unreturned({ priced, payment }: OrderWithPrices): Money {
  const { grand } = priced.totals;
  return payment.refunded ? subtract(grand, payment.refunded) : grand;
}
