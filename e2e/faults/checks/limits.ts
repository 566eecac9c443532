import { BACK, groupBy, linesToSend, STANDING, sumOf } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

export const limitsAreKept: Check = {
  name: 'stock.limits',
  promise: 'no customer exceeds the limit per customer, whatever was bought concurrently or returned',
  look: ({ records, history }) => {
    const limited = records.stock.filter(({ limit }) => limit !== null);
    const limits = new Map(
      limited.map(({ variantId, limit, sku }) => [variantId, { limit: limit ?? 0, sku }]),
    );
    const standing = records.orders.filter(({ state }) => STANDING.includes(state));
    const customers = new Map(standing.map(({ id, customer }) => [id, customer]));
    const toSend = linesToSend(records);
    const bought = standing.flatMap(({ id }) =>
      (toSend.get(id) ?? []).map((line) => ({ ...line, orderId: id })),
    );
    const back = records.returns
      .filter(({ orderId, state }) => BACK.includes(state) && customers.has(orderId))
      .flatMap(({ orderId, lines }) =>
        lines.map(({ variantId, quantity }) => ({ orderId, variantId, quantity: -quantity })),
      );
    const had = groupBy(
      [...bought, ...back].filter(({ variantId }) => limits.has(variantId)),
      ({ variantId, orderId }) => `${customers.get(orderId)} ${variantId}`,
    );
    let full = 0;
    const violations = [...had.values()].flatMap((lines): Violation[] => {
      const { limit = 0, sku } = limits.get(lines[0]?.variantId ?? '') ?? {};
      const count = sumOf(lines, ({ quantity }) => quantity);
      if (count === limit) full++;
      if (count <= limit) return [];
      const orderIds = [...new Set(lines.map(({ orderId }) => orderId))];
      return [{ what: `a customer has ${count} of ${sku}, the limit is ${limit}`, orderIds }];
    });
    const refused = history.filter(({ code }) => code === 'stock.customer_limit').length;
    return {
      numbers: `${limits.size} limited, ${had.size} customers, ${full} at the limit, ${refused} refused`,
      violations,
    };
  },
};
