import { groupBy, sumOf } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

export const refundsWithinCaptured: Check = {
  name: 'refunds.within-captured',
  promise: 'never more is given back than was taken; an approved refund moves once, any other never',
  look: ({ records, history }) => {
    const captured = new Map(records.payments.map((one) => [one.orderId, one.captured]));
    const moved = groupBy(records.givenBack, ({ key }) => key);
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const violations: Violation[] = [];
    for (const [orderId, refunds] of groupBy(records.refunds, (one) => one.orderId)) {
      const blame = (what: string): void => void violations.push({ what, orderIds: [orderId] });
      const taken = captured.get(orderId) ?? 0;
      const open = refunds.filter(({ state }) => state === 'requested' || state === 'done');
      const promised = sumOf(open, ({ amount }) => amount);
      if (promised > taken) blame(`${promised} asked for and given back, ${taken} was taken`);
      for (const { id, state, amount, failure } of refunds) {
        const gone = sumOf(moved.get(`${orderId}/refund/${id}`) ?? [], (one) => one.amount);
        if (state === 'executing') blame(`refund ${id} is still on its way`);
        else if (gone !== (state === 'done' ? amount : 0))
          blame(`refund ${id} of ${amount} is ${state}, the provider gave back ${gone}`);
        // What we may give back is ours to know.
        if (failure.includes('exceeds')) blame(`the provider had to refuse refund ${id}: ${failure}`);
      }
    }
    const greedy = history.filter(
      ({ what, outcome, amount = 0, orderId = '' }) =>
        what === 'refund' && outcome === 'ok' && amount > (orders.get(orderId)?.grand ?? 0),
    );
    for (const { orderId = '', amount } of greedy)
      violations.push({ what: `${amount} was accepted, more than the order cost`, orderIds: [orderId] });
    const refused = history.filter(({ code }) => code === 'refund.exceeds_captured').length;
    const done = records.refunds.filter(({ state }) => state === 'done');
    const numbers = `${records.refunds.length} asked for, ${done.length} done with ${sumOf(done, ({ amount }) => amount)}, ${refused} refused as too much`;
    return { numbers, violations };
  },
};
