import { type AuthorizationRow, type Records, groupBy, type OrderRow, sumOf } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

const kept = ({ captured, refunded }: { captured: number; refunded: number }): number => captured - refunded;
const isPaid = ({ state }: OrderRow): boolean => state === 'confirmed' || state === 'completed';

/** Total less refunds of every valid order. */
function dueByOrder({ orders, refunds }: Records): Map<string, number> {
  const back = groupBy(
    refunds.filter(({ state }) => state === 'done'),
    ({ orderId }) => orderId,
  );
  return new Map(
    orders
      .filter(isPaid)
      .map(({ id, grand }) => [id, (grand ?? 0) - sumOf(back.get(id) ?? [], ({ amount }) => amount)]),
  );
}

export const moneyAddsUp: Check = {
  name: 'money.sums',
  promise: 'Σ captured − Σ refunded at the provider = Σ totals of valid orders − their refunds',
  look: ({ records }) => {
    const waiting = new Set(records.orders.filter(({ state }) => state === 'review').map(({ id }) => id));
    const ledger = records.ledger.filter(({ orderId }) => !waiting.has(orderId));
    const captured = sumOf(ledger, (one) => one.captured);
    const refunded = sumOf(ledger, (one) => one.refunded);
    const due = sumOf([...dueByOrder(records).values()], (one) => one);
    const numbers = `captured ${captured} − refunded ${refunded} = ${captured - refunded}, due ${due}`;
    return { numbers, violations: captured - refunded === due ? [] : [{ what: numbers }] };
  },
};

export const moneyFitsOrders: Check = {
  name: 'money.per-order',
  promise: 'every authorisation belongs to an order whose state matches it; no money without an order',
  look: ({ records, waiting }) => {
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const ledger = groupBy(records.ledger, ({ orderId }) => orderId);
    const due = dueByOrder(records);
    const violations: Violation[] = [];
    const isOpen = (id: string): boolean => waiting.has(id) || orders.get(id)?.state === 'review';
    for (const one of records.ledger) {
      const order = orders.get(one.orderId);
      const fault =
        bookingFault(one) ?? (isOpen(one.orderId) ? undefined : moneyFault(one, order, due.get(one.orderId)));
      if (fault) violations.push({ what: fault, orderIds: [one.orderId] });
    }
    for (const order of records.orders.filter((one) => isPaid(one) && (one.grand ?? 0) > 0)) {
      if (!ledger.has(order.id))
        violations.push({ what: `order ${order.number} has no authorisation`, orderIds: [order.id] });
    }
    const states = [...groupBy(records.ledger, ({ state }) => state)].map(
      ([state, all]) => `${all.length} ${state}`,
    );
    return { numbers: states.join(', '), violations };
  },
};

function bookingFault({ captured, refunded, entries }: AuthorizationRow): string | undefined {
  if (captured === entries.captured && refunded === entries.refunded) return undefined;
  return `booked ${captured}/${refunded}, entries say ${entries.captured}/${entries.refunded}`;
}

/** What an order's money must look like, by its state. */
function moneyFault(
  one: AuthorizationRow,
  order: OrderRow | undefined,
  due: number | undefined,
): string | undefined {
  const is = `the provider has it ${one.state}, ${one.captured} captured, ${one.refunded} refunded`;
  if (order && isPaid(order)) {
    if (one.state === 'authorized' && kept(one) === due) return undefined;
    return `order ${order.number} is ${order.state}, ${due} of ${order.grand} due: ${is}`;
  }
  const isFree = one.state !== 'authorized' || (one.captured > 0 && kept(one) === 0);
  return isFree
    ? undefined
    : `order ${order?.number ?? one.orderId} is ${order?.state ?? 'not there'}: ${is}`;
}

export const paymentsMatchLedger: Check = {
  name: 'money.matches-provider',
  promise: 'our payments match the provider’s ledger',
  look: ({ records }) => {
    const ledger = new Map(records.ledger.map((one) => [one.orderId, one]));
    const violations = records.payments.flatMap(({ orderId, captured, refunded, state }) => {
      const theirs = ledger.get(orderId);
      if (captured === (theirs?.captured ?? 0) && refunded === (theirs?.refunded ?? 0)) return [];
      const says = `${theirs?.captured ?? 0} and ${theirs?.refunded ?? 0}`;
      return [
        {
          what: `payment ${state}: ${captured} captured, ${refunded} refunded; the provider says ${says}`,
          orderIds: [orderId],
        },
      ];
    });
    return {
      numbers: `${records.payments.length} payments, ${records.ledger.length} authorisations`,
      violations,
    };
  },
};
