import { cancelledOf, groupBy, sumOf } from '../records/records.ts';
import type { Check } from './check.ts';

/** Reasons of movements that are there before the load begins. */
const INITIAL = ['import', 'set'];

/**
 * Sound, and therefore incomplete: only the initial stock is counted, and every hold of the run as if all stood at once. What
 * is still left then was in stock at any moment. Cancelled items have left their hold, and count as held all the same.
 */
export const soldOutIsSoldOut: Check = {
  name: 'stock.refused-short',
  promise:
    'no purchase is refused as out of stock while there is enough, also when it is resumed or repeated',
  look: ({ records, history }) => {
    const initial = groupBy(
      records.movements.filter(({ reason }) => INITIAL.includes(reason)),
      ({ variantId }) => variantId,
    );
    const held = groupBy(
      records.holds.flatMap(({ lines }) => lines),
      ({ variantId }) => variantId,
    );
    const quantity = (some: { quantity: number }[] = []): number => sumOf(some, (one) => one.quantity);
    const left = (variantId: string): number =>
      quantity(initial.get(variantId)) - quantity(held.get(variantId)) - cancelledOf(records, variantId);
    const refused = history.filter(
      ({ what, code, expected }) => what === 'order' && code === 'stock.insufficient' && expected,
    );
    const violations = refused
      .filter(({ expected = {} }) => Object.entries(expected).every(([id, asked]) => asked <= left(id)))
      .map(({ key = '', expected = {} }) => ({
        what: `key ${key} was refused as out of stock: ${Object.entries(expected)
          .map(([id, asked]) => `${asked} of ${id}, of which at least ${left(id)} were free`)
          .join('; ')}`,
        keys: [key],
        variantIds: Object.keys(expected),
      }));
    return { numbers: `${refused.length} refusals compared with the stock`, violations };
  },
};
