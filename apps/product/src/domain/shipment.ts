import { DomainError } from '@tradepost/decision';
import { holdGone, holdMachine, type HoldState } from './hold.ts';
import type { StockItem } from './stock.ts';

/** A variant of an order: how many were sold, and how many left in other parcels. */
export interface ShippedItem {
  readonly variantId: string;
  readonly sold: number;
  readonly shipped: number;
}

/**
 * The hold's state once these items have left: consumed when nothing remains to be shipped.
 * @throws DomainError `stock.hold_gone` when they are not sold, `stock.exceeds_sold` when more would leave than was sold
 */
export function ship(
  state: HoldState | 'unknown',
  sold: readonly ShippedItem[],
  items: readonly StockItem[],
): HoldState {
  const isSold = state === 'consumed' || (state !== 'unknown' && holdMachine.allows(state, 'consumed'));
  if (!isSold) throw holdGone(state);
  const leaving = new Map(items.map(({ variantId, quantity }) => [variantId, quantity]));
  const errors = items.flatMap(({ variantId, quantity: asked }) => {
    const { sold: total, shipped: left } = sold.find((one) => one.variantId === variantId) ?? NOT_SOLD;
    return left + asked > total ? [{ code: 'stock.exceeds_sold', variantId, asked, sold: total, left }] : [];
  });
  if (errors.length > 0)
    throw new DomainError('conflict', 'stock.exceeds_sold', 'The parcel contains more than was sold.', {
      errors: errors.slice(0, MAX_LISTED),
    });
  const isLast = sold.every((one) => one.shipped + (leaving.get(one.variantId) ?? 0) === one.sold);
  return isLast ? 'consumed' : state;
}

const NOT_SOLD = { sold: 0, shipped: 0 };

// Facts travel in a gRPC trailer, whose size is limited.
const MAX_LISTED = 25;
