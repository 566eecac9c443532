import { groupBy, sumOf } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

export const refundsWithinCaptured: Check = {
  name: 'refunds.within-captured',
  promise: 'refunds never exceed the captured amount; an approved refund is executed once, any other never',
  look: ({ records, history }) => {
    const captured = new Map(records.payments.map((one) => [one.orderId, one.captured]));
    const moved = groupBy(records.givenBack, ({ key }) => key);
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const violations: Violation[] = [];
    for (const [orderId, refunds] of groupBy(records.refunds, (one) => one.orderId)) {
      const add = (what: string): void => void violations.push({ what, orderIds: [orderId] });
      const taken = captured.get(orderId) ?? 0;
      const open = refunds.filter(({ state }) => state === 'requested' || state === 'done');
      const promised = sumOf(open, ({ amount }) => amount);
      if (promised > taken) add(`${promised} requested and refunded, ${taken} captured`);
      for (const { id, state, amount, failure } of refunds) {
        const gone = sumOf(moved.get(`${orderId}/refund/${id}`) ?? [], (one) => one.amount);
        if (state === 'executing') add(`refund ${id} is still executing`);
        else if (gone !== (state === 'done' ? amount : 0))
          add(`refund ${id} of ${amount} is ${state}, the provider refunded ${gone}`);
        // Ours must refuse it before the provider does.
        if (failure.includes('exceeds')) add(`the provider refused refund ${id}: ${failure}`);
      }
    }
    const greedy = history.filter(
      ({ what, outcome, amount = 0, orderId = '' }) =>
        what === 'refund' && outcome === 'ok' && amount > (orders.get(orderId)?.grand ?? 0),
    );
    for (const { orderId = '', amount } of greedy)
      violations.push({
        what: `${amount} was accepted as a refund, more than the order’s total`,
        orderIds: [orderId],
      });
    const refused = history.filter(({ code }) => code === 'refund.exceeds_captured').length;
    const done = records.refunds.filter(({ state }) => state === 'done');
    const numbers = `${records.refunds.length} requested, ${done.length} done with ${sumOf(done, ({ amount }) => amount)}, ${refused} refused as too high`;
    return { numbers, violations };
  },
};
