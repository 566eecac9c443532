import { contents, groupBy, type HoldRow, STANDING, sumOf } from '../records/records.ts';
import type { Check, Violation } from './check.ts';

export const placesGiveAll: Check = {
  name: 'stock.places',
  promise: 'an order gets its full quantity from as many locations as needed, by priority',
  look: ({ records, history }) => {
    const holds = new Map(records.holds.map((hold) => [hold.orderId, hold]));
    const violations: Violation[] = [];
    let several = 0;
    for (const { id, number, state, lines } of records.orders) {
      const hold = holds.get(id);
      // Without one the check of holds tells.
      if (!hold || state === 'review' || !STANDING.includes(state)) continue;
      if (contents(hold.lines) !== contents(lines))
        violations.push({
          what: `order ${number} has ${contents(lines)}, its hold ${contents(hold.lines)}`,
          orderIds: [id],
        });
      const places = groupBy(hold.lines, ({ variantId }) => variantId);
      if ([...places.values()].some((some) => some.length > 1)) several++;
    }
    const split = history.filter(({ places, status }) => places && status === 201);
    const told: string[] = [];
    for (const { orderId = '', variantId = '', places = {} } of split) {
      const [wanted, got] = [
        inOrder(Object.entries(places)),
        inOrder(takenFrom(holds.get(orderId), variantId)),
      ];
      told.push(got);
      if (got !== wanted)
        violations.push({ what: `taken from places: ${got}, should be ${wanted}`, orderIds: [orderId] });
    }
    return {
      numbers: `${several} orders from several places; of six and ten, ten are ${told.join('; ') || 'not asked for'}`,
      violations,
    };
  },
};

function takenFrom(hold: HoldRow | undefined, variantId: string): [place: string, quantity: number][] {
  const own = hold?.lines.filter((line) => line.variantId === variantId) ?? [];
  return [...groupBy(own, ({ locationId }) => locationId)].map(([place, some]) => [
    place,
    sumOf(some, ({ quantity }) => quantity),
  ]);
}

/** By place, whose ids are of no interest to people. */
const inOrder = (taken: [place: string, quantity: number][]): string =>
  taken
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, quantity]) => quantity)
    .join(' + ');
