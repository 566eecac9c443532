import { groupBy, type OrderRow } from '../records/records.ts';
import type { Entry } from '../load/history.ts';
import type { Check, Violation } from './check.ts';

/** A price with the time in which it may have been the valid one. */
interface Valid {
  price: number;
  from: number;
  to: number;
}

export const pricesWereValid: Check = {
  name: 'prices.valid',
  promise:
    'a line costs what its variant cost at some moment between the order’s beginning and its confirmation',
  look: ({ records, history, startedAt }) => {
    const changes = groupBy(
      history.filter(({ what, outcome }) => what === 'price' && outcome !== 'no'),
      ({ variantId = '' }) => variantId,
    );
    const spans = new Map([...changes].map(([variantId, entries]) => [variantId, spansOf(entries)]));
    const violations: Violation[] = [];
    let lines = 0;
    for (const order of records.orders) {
      if (order.confirmedAt === null || order.createdAt < startedAt) continue;
      for (const { variantId, unitPrice } of order.lines) {
        lines++;
        const fault = faultOf(order, unitPrice, spans.get(variantId));
        if (fault) violations.push({ what: fault, orderIds: [order.id], variantIds: [variantId] });
      }
    }
    const count = [...spans.values()].reduce((sum, all) => sum + all.length, 0);
    return { numbers: `${lines} lines against ${count} price changes`, violations };
  },
};

/** A price may be valid from the first call that sets it until a later change, sent after this one was answered, is answered. */
function spansOf(entries: readonly Entry[]): Valid[] {
  const changes = [...groupBy(entries, ({ price }) => String(price))].map(([price, tries]) => ({
    price: Number(price),
    from: Math.min(...tries.map(({ from }) => from)),
    // Unknown permanently: whether and when it arrived can't be determined.
    done: Math.min(...tries.map(({ outcome, to }) => (outcome === 'ok' ? to : Infinity))),
  }));
  return changes.map(({ price, from, done }) => {
    const next = changes.filter((other) => other.from >= done).map((other) => other.done);
    return { price, from, to: Math.min(Infinity, ...next) };
  });
}

function faultOf(order: OrderRow, price: number, spans: Valid[] | undefined): string | undefined {
  if (!spans) return undefined; // never changed
  const span = spans.find((one) => one.price === price);
  const from = Math.floor(order.createdAt);
  const to = Math.ceil(order.confirmedAt ?? 0);
  if (!span) return `a line costs ${price}, which was never its price`;
  if (span.from <= to && span.to >= from) return undefined;
  const when = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : 'now');
  return `a line costs ${price}, valid from ${when(span.from)} to ${when(span.to)}, bought ${when(from)} to ${when(to)}`;
}
