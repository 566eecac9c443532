import { DomainError } from '@tradepost/decision';
import { canBecome, holdGone, type HoldState, type Wanted } from './stock.ts';

/** A variant of an order: how many were sold, and how many left in other parcels. */
export type SoldGoods = { readonly variantId: string; readonly sold: number; readonly left: number };

/**
 * The hold's state once these goods have left: consumed when they were the last.
 * @throws DomainError `stock.hold_gone` when they are not sold, `stock.exceeds_sold` when they are more than were
 */
export function ship(
  state: HoldState | 'unknown',
  goods: readonly SoldGoods[],
  items: readonly Wanted[],
): HoldState {
  if (state === 'unknown' || (state !== 'consumed' && !canBecome(state, 'consumed'))) throw holdGone(state);
  const leaving = new Map(items.map(({ variantId, quantity }) => [variantId, quantity]));
  const errors = items.flatMap(({ variantId, quantity }) => {
    const { sold, left } = goods.find((one) => one.variantId === variantId) ?? { sold: 0, left: 0 };
    return left + quantity > sold
      ? [{ code: 'stock.exceeds_sold', variantId, asked: quantity, sold, left }]
      : [];
  });
  if (errors.length > 0)
    throw new DomainError('conflict', 'stock.exceeds_sold', 'More left than was sold.', {
      errors: errors.slice(0, SHOWN),
    });
  const isLast = goods.every(({ variantId, sold, left }) => left + (leaving.get(variantId) ?? 0) === sold);
  return isLast ? 'consumed' : state;
}

// Facts travel in a gRPC trailer.
const SHOWN = 25;
