import { BOUGHT, contents, groupBy, type HoldRow, type OrderRow } from '../records/records.ts';
import type { Entry } from '../load/history.ts';
import { type Check, isFinalAnswer, type Violation } from './check.ts';

export const acceptedIsStored: Check = {
  name: 'orders.accepted',
  promise: 'an order answered with 201 exists, is valid or cancelled, with the requested total and lines',
  look: ({ records, history }) => {
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const accepted = history.filter(({ what, status }) => what === 'order' && status === 201);
    const violations = accepted.flatMap((entry) => {
      const fault = faultOf(entry, orders.get(entry.orderId ?? ''));
      return fault ? [{ what: fault, keys: [entry.key ?? ''], orderIds: [entry.orderId ?? ''] }] : [];
    });
    return {
      numbers: `${accepted.length} answers 201, ${new Set(accepted.map((one) => one.orderId)).size} orders`,
      violations,
    };
  },
};

function faultOf({ orderId, total, expected }: Entry, order: OrderRow | undefined): string | undefined {
  if (!order) return `order ${orderId} was reported and does not exist`;
  if (!BOUGHT.includes(order.state)) return `order ${order.number} got 201 and is ${order.state}`;
  if (order.grand !== total) return `order ${order.number} was reported with ${total} and is ${order.grand}`;
  if (!expected) return undefined;
  const wanted = contents(Object.entries(expected).map(([variantId, quantity]) => ({ variantId, quantity })));
  const got = contents(order.lines);
  return got === wanted ? undefined : `order ${order.number} holds ${got}, asked for was ${wanted}`;
}

export const refusedIsFree: Check = {
  name: 'orders.refused',
  promise: 'a purchase answered with 402 or 409 holds neither stock nor money, before the response is sent',
  look: ({ records, history }) => {
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const holds = new Map(records.holds.map((hold) => [hold.orderId, hold]));
    const ledger = groupBy(records.ledger, ({ orderId }) => orderId);
    const byKey = groupBy(records.purchases, ({ key }) => key);
    const refusals = groupBy(
      history.filter((entry) => isFinalAnswer(entry) && entry.status !== 201),
      ({ key = '' }) => key,
    );
    const violations: Violation[] = [];
    for (const [key, [first]] of refusals) {
      for (const { orderId } of byKey.get(key) ?? []) {
        const faults = [
          stateFault(orders.get(orderId)),
          holdFault(holds.get(orderId), first as Entry),
          ...(ledger.get(orderId) ?? []).map(({ state, captured, refunded }) =>
            state !== 'authorized' || (captured > 0 && captured === refunded)
              ? undefined
              : `the provider has its money: authorised, ${captured} captured, ${refunded} refunded`,
          ),
        ];
        for (const fault of faults)
          if (fault)
            violations.push({
              what: `answered ${first?.status}: ${fault}`,
              keys: [key],
              orderIds: [orderId],
            });
      }
    }
    return { numbers: `${refusals.size} purchases refused`, violations };
  },
};

function stateFault(order: OrderRow | undefined): string | undefined {
  // Expired: the payer never answered the challenge.
  const isOver = !order || order.state === 'rejected' || order.state === 'expired';
  return isOver ? undefined : `the order is ${order.state}`;
}

function holdFault(hold: HoldRow | undefined, refusal: Entry): string | undefined {
  if (!hold || hold.lines.length === 0) return undefined;
  if (hold.state !== 'released' && hold.state !== 'expired') return `its hold is ${hold.state}`;
  const late = Math.round(hold.changedAt - refusal.to);
  return late > 0 ? `its stock was released ${late} ms after the response (${hold.state})` : undefined;
}

export const cancelledIsCancelled: Check = {
  name: 'orders.cancelled',
  promise: 'an order reported as cancelled is cancelled; a reported order is always found',
  look: ({ records, history }) => {
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const cancels = history.filter(({ what, outcome }) => what === 'cancel' && outcome === 'ok');
    // Of what was shipped meanwhile only the rest can be cancelled.
    const partly = new Set(records.cancellations.map(({ orderId }) => orderId));
    const uncancelled = cancels.filter(
      ({ orderId = '' }) => orders.get(orderId)?.state !== 'cancelled' && !partly.has(orderId),
    );
    const lost = history.filter(
      ({ what, status }) => (what === 'order.read' || what === 'cancel') && status === 404,
    );
    return {
      numbers: `${cancels.length} cancellations reported, ${lost.length} orders not found`,
      violations: [
        ...uncancelled.map(({ orderId = '' }) => ({
          what: `reported as cancelled and is ${orders.get(orderId)?.state ?? 'not there'}`,
          orderIds: [orderId],
        })),
        ...lost.map(({ orderId = '' }) => ({
          what: `order ${orderId} was reported and not found`,
          orderIds: [orderId],
        })),
      ],
    };
  },
};

/** The sandbox authorises this token and never captures it. */
const CAPTURE_FAILS = 'tok_capture_fails';

export const noBugs: Check = {
  name: 'answers.no-bug',
  promise: 'whatever fails, no response is a 500: it succeeds, is refused, or can be retried',
  look: ({ history }) => {
    const count = (isOne: (entry: Entry) => boolean): number => history.filter(isOne).length;
    const numbers = `${history.length} calls, ${count(({ status }) => status > 500)} retryable, ${count(({ status }) => status === 0)} without an answer`;
    const violations = history
      .filter(({ status }) => status === 500)
      .map(({ who, what, detail = '', key, orderId, cartId }) => ({
        what: `${who} got 500 to ${what}: ${detail}`,
        ...(key ? { keys: [key] } : {}),
        ...(orderId ? { orderIds: [orderId] } : {}),
        ...(cartId ? { cartIds: [cartId] } : {}),
      }));
    return { numbers, violations };
  },
};

export const allSettled: Check = {
  name: 'orders.settled',
  promise: 'no order is pending, no saga runs; review is needed only where the provider refused to capture',
  look: ({ records, waiting }) => {
    const refused = new Set(
      records.ledger.filter(({ token }) => token === CAPTURE_FAILS).map((one) => one.orderId),
    );
    const isExcused = (orderId: string, status: string): boolean =>
      waiting.has(orderId) || ((status === 'review' || status === 'stuck') && refused.has(orderId));
    const open = records.orders.filter(
      ({ id, state }) => (state === 'pending' || state === 'review') && !isExcused(id, state),
    );
    const sagas = records.sagas.filter(({ orderId, status }) => !isExcused(orderId, status));
    const states = [...groupBy(records.orders, ({ state }) => state)].map(
      ([state, all]) => `${all.length} ${state}`,
    );
    return {
      numbers: states.join(', '),
      violations: [
        ...open.map(({ id, number, state }) => ({ what: `order ${number} is ${state}`, orderIds: [id] })),
        ...sagas.map(({ name, status, orderId, error }) => ({
          what: `saga ${name} is ${status}: ${error ?? 'no error recorded'}`,
          orderIds: [orderId],
        })),
      ],
    };
  },
};
