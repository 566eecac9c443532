import {
  BACK,
  cancelledOf,
  type Records,
  groupBy,
  linesToSend,
  STANDING,
  type StockRow,
  sumOf,
} from '../records/records.ts';
import type { Entry } from '../load/history.ts';
import type { Check, Finding, Violation } from './check.ts';

/** Reasons of movements into stock, except returns. */
const FROM_OUTSIDE = ['import', 'set', 'adjust'];

const levelKey = ({ variantId, locationId }: { variantId: string; locationId: string }): string =>
  `${variantId} ${locationId}`;

/** Sold and not given back according to the orders, which are another service’s records than the stock. */
function soldByVariant(records: Records): Map<string, number> {
  const { orders, returns } = records;
  const toSend = linesToSend(records);
  const standing = orders.filter(({ state }) => STANDING.includes(state));
  const ids = new Set(standing.map(({ id }) => id));
  const back = returns
    .filter(({ orderId, state }) => BACK.includes(state) && ids.has(orderId))
    .flatMap(({ lines }) => lines)
    .map(({ variantId, quantity }) => ({ variantId, quantity: -quantity }));
  const lines = [...standing.flatMap(({ id }) => toSend.get(id) ?? []), ...back];
  return new Map(
    [...groupBy(lines, ({ variantId }) => variantId)].map(([variantId, some]) => [
      variantId,
      sumOf(some, ({ quantity }) => quantity),
    ]),
  );
}

export const stockAddsUp: Check = {
  name: 'stock.sums',
  promise: 'available + held + sold = initial + restocked, for every variant; Σ movements = on hand',
  look: ({ records }) => {
    const sold = soldByVariant(records);
    const moved = groupBy(records.movements, ({ variantId }) => variantId);
    const total = { onHand: 0, sold: 0, received: 0 };
    const violations: Violation[] = [];
    for (const [variantId, rows] of groupBy(records.stock, (row) => row.variantId)) {
      const movements = moved.get(variantId) ?? [];
      const received = sumOf(
        movements.filter(({ reason }) => reason !== 'sale' && reason !== 'return'),
        ({ quantity }) => quantity,
      );
      const onHand = sumOf(rows, (row) => row.onHand);
      const gone = sold.get(variantId) ?? 0;
      total.onHand += onHand;
      total.sold += gone;
      total.received += received;
      if (onHand + gone !== received)
        violations.push({
          what: `${rows[0]?.sku}: on hand ${onHand} + sold ${gone} ≠ initial and restocked ${received}`,
          variantIds: [variantId],
          orderIds: unevenOrders(records, variantId),
        });
    }
    violations.push(...unequalLevels(records));
    const numbers = `on hand ${total.onHand} + sold ${total.sold} = received ${total.received}, ${records.stock.length} levels`;
    return { numbers, violations };
  },
};

/** The orders that moved another quantity than they sold. */
function unevenOrders({ orders, movements }: Records, variantId: string): string[] {
  const moved = groupBy(
    movements.filter((movement) => movement.variantId === variantId && movement.reference !== ''),
    ({ reference }) => reference,
  );
  const known = new Map(orders.map((order) => [order.id, order]));
  const ids = new Set([
    ...moved.keys(),
    ...orders.filter(({ lines }) => lines.some((line) => line.variantId === variantId)).map(({ id }) => id),
  ]);
  return [...ids].filter((id) => {
    const order = known.get(id);
    const sold = STANDING.includes(order?.state ?? '')
      ? sumOf(order?.lines.filter((line) => line.variantId === variantId) ?? [], ({ quantity }) => quantity)
      : 0;
    return sold !== -sumOf(moved.get(id) ?? [], ({ quantity }) => quantity);
  });
}

function unequalLevels({ stock, movements, holds }: Records): Violation[] {
  const moved = groupBy(movements, levelKey);
  const held = groupBy(
    holds.filter(({ state }) => state === 'held').flatMap(({ lines }) => lines),
    levelKey,
  );
  const sum = (some: { quantity: number }[] = []): number => sumOf(some, ({ quantity }) => quantity);
  return stock.flatMap((row): Violation[] => {
    const faults: string[] = [];
    if (sum(moved.get(levelKey(row))) !== row.onHand)
      faults.push(`Σ movements ${sum(moved.get(levelKey(row)))} ≠ on hand ${row.onHand}`);
    if (sum(held.get(levelKey(row))) !== row.held)
      faults.push(`Σ open holds ${sum(held.get(levelKey(row)))} ≠ held ${row.held}`);
    return faults.map((fault) => ({ what: `${row.sku}: ${fault}`, variantIds: [row.variantId] }));
  });
}

export const neverNegative: Check = {
  name: 'stock.never-negative',
  promise: 'nothing is sold or held that is not in stock',
  look: ({ records }) => {
    const limited = records.stock.filter(({ available }) => available !== null);
    const isShort = ({ available, held }: StockRow): boolean => (available ?? 0) < 0 || held < 0;
    const violations = limited.filter(isShort).map(({ sku, variantId, onHand, held, available }) => ({
      what: `${sku}: on hand ${onHand}, held ${held}, available ${available}`,
      variantIds: [variantId],
    }));
    const empty = limited.filter(({ available }) => available === 0).length;
    return { numbers: `${limited.length} limited levels, ${empty} sold out`, violations };
  },
};

export const rushSellsAll: Check = {
  name: 'stock.rush',
  promise: 'of an item that everyone wants at once exactly the available pieces are sold',
  look: ({ records, history }) => {
    const rushed = groupBy(
      history.filter(({ what, variantId }) => what === 'order' && variantId),
      ({ variantId = '' }) => variantId,
    );
    const sold = soldByVariant(records);
    const numbers: string[] = [];
    const violations = [...rushed].flatMap(([variantId, asked]): Violation[] => {
      const buyers = groupBy(asked, ({ key = '' }) => key);
      const wanted = sumOf([...buyers.values()], ([first]) => first?.expected?.[variantId] ?? 1);
      const there = sumOf(
        records.movements.filter((one) => one.variantId === variantId && FROM_OUTSIDE.includes(one.reason)),
        ({ quantity }) => quantity,
      );
      const count = sold.get(variantId) ?? 0;
      // Pieces that staff cancelled were sold before; they may have been sold again.
      const cancelled = cancelledOf(records, variantId);
      numbers.push(
        `${wanted} wanted by ${buyers.size} buyers, ${there} in stock, ${count} sold, ${cancelled} cancelled`,
      );
      const expected = Math.min(wanted, there);
      return count <= expected && count + cancelled >= expected
        ? []
        : [{ what: numbers.at(-1) ?? '', variantIds: [variantId] }];
    });
    return { numbers: numbers.join('; ') || 'no rush', violations };
  },
};

export const restockedOnce: Check = {
  name: 'stock.restocked-once',
  promise: 'a restock by staff is counted once, however often it was sent',
  look: ({ records, history }) => {
    const asked = groupBy(
      history.filter(({ what }) => what === 'restock'),
      ({ key = '' }) => key,
    );
    const bounds = new Map<string, { least: number; most: number }>();
    for (const tries of asked.values()) {
      const { variantId = '', quantity = 0 } = tries[0] as Entry;
      const bound = bounds.get(variantId) ?? { least: 0, most: 0 };
      const isSure = tries.some(({ outcome }) => outcome === 'ok');
      const isPossible = isSure || tries.some(({ outcome }) => outcome === 'unknown');
      bounds.set(variantId, {
        least: bound.least + (isSure ? quantity : 0),
        most: bound.most + (isPossible ? quantity : 0),
      });
    }
    return compare(records, bounds, asked.size);
  },
};

function compare(
  records: Records,
  bounds: Map<string, { least: number; most: number }>,
  keys: number,
): Finding {
  const violations: Violation[] = [];
  let counted = 0;
  for (const [variantId, { least, most }] of bounds) {
    const adjusted = sumOf(
      records.movements.filter((one) => one.variantId === variantId && one.reason === 'adjust'),
      ({ quantity }) => quantity,
    );
    counted += adjusted;
    if (adjusted < least || adjusted > most)
      violations.push({
        what: `variant ${variantId}: ${adjusted} restocked, staff sent ${least === most ? least : `${least} to ${most}`}`,
        variantIds: [variantId],
      });
  }
  return { numbers: `${counted} pieces under ${keys} keys`, violations };
}

export const holdsFitOrders: Check = {
  name: 'stock.holds-fit-orders',
  promise: 'stock is held or sold for valid orders, and for no others',
  look: ({ records, waiting }) => {
    const orders = new Map(records.orders.map((order) => [order.id, order]));
    const holds = new Map(records.holds.map((hold) => [hold.orderId, hold]));
    const violations: Violation[] = [];
    for (const { orderId, state } of records.holds) {
      const order = orders.get(orderId);
      const isSold = state === 'committed' || state === 'consumed';
      const stands = STANDING.includes(order?.state ?? '');
      if (waiting.has(orderId)) continue;
      if (state === 'held')
        violations.push({ what: `stock still held for order ${orderId}`, orderIds: [orderId] });
      else if (isSold && !stands)
        violations.push({
          what: `stock sold (${state}) to an order that is ${order?.state ?? 'not there'}`,
          orderIds: [orderId],
        });
    }
    for (const { id, state } of records.orders) {
      const hold = holds.get(id)?.state;
      if ((state === 'confirmed' || state === 'completed') && hold !== 'committed' && hold !== 'consumed')
        violations.push({ what: `order ${state}, its stock ${hold ?? 'never held'}`, orderIds: [id] });
    }
    return { numbers: `${records.holds.length} holds, ${records.orders.length} orders`, violations };
  },
};
