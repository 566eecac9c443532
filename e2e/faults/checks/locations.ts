import { contents, groupBy, type HoldRow, linesToSend, STANDING, sumOf } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

export const locationsFillOrders: Check = {
  name: 'stock.locations',
  promise: 'an order gets its full quantity from as many locations as needed, by priority',
  look: ({ records, history }) => {
    const holds = new Map(records.holds.map((hold) => [hold.orderId, hold]));
    const violations: Violation[] = [];
    let several = 0;
    const toSend = linesToSend(records);
    for (const { id, number, state } of records.orders) {
      const lines = toSend.get(id) ?? [];
      const hold = holds.get(id);
      // `stock.holds-fit-orders` reports a missing hold.
      if (!hold || state === 'review' || !STANDING.includes(state)) continue;
      if (contents(hold.lines) !== contents(lines))
        violations.push({
          what: `order ${number} has ${contents(lines)}, its hold ${contents(hold.lines)}`,
          orderIds: [id],
        });
      const locations = groupBy(hold.lines, ({ variantId }) => variantId);
      if ([...locations.values()].some((some) => some.length > 1)) several++;
    }
    const partly = new Set(records.cancellations.map(({ orderId }) => orderId));
    const split = history.filter(
      ({ locations, status, orderId = '' }) => locations && status === 201 && !partly.has(orderId),
    );
    const taken: string[] = [];
    for (const { orderId = '', variantId = '', locations = {} } of split) {
      const [wanted, got] = [
        inOrder(Object.entries(locations)),
        inOrder(takenFrom(holds.get(orderId), variantId)),
      ];
      taken.push(got);
      if (got !== wanted)
        violations.push({ what: `taken from locations: ${got}, should be ${wanted}`, orderIds: [orderId] });
    }
    return {
      numbers: `${several} orders from several locations; of six and ten, ten are ${taken.join('; ') || 'not asked for'}`,
      violations,
    };
  },
};

function takenFrom(hold: HoldRow | undefined, variantId: string): [locationId: string, quantity: number][] {
  const own = hold?.lines.filter((line) => line.variantId === variantId) ?? [];
  return [...groupBy(own, ({ locationId }) => locationId)].map(([locationId, some]) => [
    locationId,
    sumOf(some, ({ quantity }) => quantity),
  ]);
}

/** Sorted by location id; the ids themselves differ from run to run. */
const inOrder = (taken: [locationId: string, quantity: number][]): string =>
  taken
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, quantity]) => quantity)
    .join(' + ');
