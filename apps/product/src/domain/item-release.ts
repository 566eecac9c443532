import { DomainError } from '@tradepost/decision';
import { holdGone, holdMachine, type HoldState } from './hold.ts';
import type { ShippedItem } from './shipment.ts';
import type { StockItem } from './stock.ts';

/** What an order got of a variant at one location. */
export interface SoldLine {
  readonly variantId: string;
  readonly locationId: string;
  readonly quantity: number;
}

/** What goes back to each location, and the hold's state then. */
export interface GivenBack {
  readonly lines: readonly SoldLine[];
  readonly state: HoldState;
}

/**
 * Sold items that will not leave go back to where they were taken from, to the location used last first. The hold is
 * consumed when all that is left of it has left the warehouse, and released when nothing is left of it.
 * @param sold per variant and location, the locations of a variant in the order in which they get something back
 * @param shipped per variant
 * @returns undefined: nothing is sold to this order any more, so nothing is given back
 * @throws DomainError `stock.hold_gone` when the items are not sold yet, `stock.exceeds_sold`
 */
export function releaseItems(
  state: HoldState | 'unknown',
  sold: readonly SoldLine[],
  shipped: readonly Pick<ShippedItem, 'variantId' | 'shipped'>[],
  items: readonly StockItem[],
): GivenBack | undefined {
  if (state === 'unknown' || state === 'released' || state === 'expired') return undefined;
  if (state === 'held') throw holdGone(state);
  const left = new Map(shipped.map((one) => [one.variantId, one.shipped]));
  const errors = items.flatMap(({ variantId, quantity: asked }) => {
    const there = soldOf(sold, variantId) - (left.get(variantId) ?? 0);
    return asked > there ? [{ code: 'stock.exceeds_sold', variantId, asked, left: there }] : [];
  });
  if (errors.length > 0)
    throw new DomainError(
      'conflict',
      'stock.exceeds_sold',
      'More would be given back than is left to be shipped.',
      {
        errors: errors.slice(0, MAX_LISTED),
      },
    );
  const lines = items.flatMap((item) => taken(sold, item));
  return { lines, state: stateAfter(state, sold, lines, left) };
}

/** The quantity of one variant, taken from its locations one after the other. */
function taken(sold: readonly SoldLine[], { variantId, quantity }: StockItem): SoldLine[] {
  let open = quantity;
  return sold.flatMap((line) => {
    const some = line.variantId === variantId ? Math.min(open, line.quantity) : 0;
    open -= some;
    return some > 0 ? [{ ...line, quantity: some }] : [];
  });
}

function stateAfter(
  state: HoldState,
  sold: readonly SoldLine[],
  lines: readonly SoldLine[],
  left: ReadonlyMap<string, number>,
): HoldState {
  const isDone = sold.every(
    ({ variantId }) => soldOf(sold, variantId) - soldOf(lines, variantId) === (left.get(variantId) ?? 0),
  );
  if (!isDone || state === 'consumed') return state;
  const hasLeft = [...left.values()].some((quantity) => quantity > 0);
  return holdMachine.move(state, hasLeft ? 'consumed' : 'released');
}

const soldOf = (lines: readonly SoldLine[], variantId: string): number =>
  lines.reduce((sum, line) => sum + (line.variantId === variantId ? line.quantity : 0), 0);

// Facts travel in a gRPC trailer, whose size is limited.
const MAX_LISTED = 25;
