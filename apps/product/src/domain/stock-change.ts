import { DomainError } from '@tradepost/decision';

/** What staff want of a level. */
export type StockOrder =
  | { readonly kind: 'set'; readonly onHand: number }
  | { readonly kind: 'adjust'; readonly by: number }
  | { readonly kind: 'unlimited'; readonly isUnlimited: boolean };

/** What staff change of one variant at one place: the quantity, the limit, or both. */
export type LevelChange = {
  readonly locationId: string;
  readonly order: StockOrder | undefined;
  /** Undefined: stays. */
  readonly backorderLimit: number | undefined;
  /** Of the variant, wherever it is. Null: any number; undefined: stays. */
  readonly maxPerCustomer: number | null | undefined;
};

export type CountedStock = {
  readonly onHand: number;
  readonly held: number;
  readonly isTracked: boolean;
  /** Null: without limit. */
  readonly backorderLimit: number | null;
  /** Null: any number. */
  readonly maxPerCustomer: number | null;
};

const LARGEST = 2_000_000_000;

/** @throws DomainError `stock.below_held`, `request.invalid` */
export function changedLevel(stock: CountedStock, change: LevelChange): CountedStock {
  const { order, backorderLimit = stock.backorderLimit, maxPerCustomer = stock.maxPerCustomer } = change;
  if (backorderLimit !== null && (backorderLimit < 0 || backorderLimit > LARGEST))
    throw new DomainError('invalid', 'request.invalid', `A backorder limit is 0 to ${LARGEST}.`);
  if (maxPerCustomer !== null && (maxPerCustomer < 1 || maxPerCustomer > LARGEST))
    throw new DomainError('invalid', 'request.invalid', `A limit per customer is 1 to ${LARGEST}, or none.`);
  return countedAs({ ...stock, backorderLimit, maxPerCustomer }, order ?? { kind: 'adjust', by: 0 });
}

/** @throws DomainError `stock.below_held`, `request.invalid` */
export function countedAs(stock: CountedStock, order: StockOrder): CountedStock {
  const next = ordered(stock, order);
  if (!Number.isSafeInteger(next.onHand) || Math.abs(next.onHand) > LARGEST)
    throw new DomainError('invalid', 'request.invalid', `The quantity must stay within ±${LARGEST}.`);
  const isLimited = next.isTracked && next.backorderLimit !== null;
  if (isLimited && next.held > next.onHand + (next.backorderLimit ?? 0))
    throw new DomainError(
      'conflict',
      'stock.below_held',
      `${next.held} are held for orders that are being paid, so at least so many must be there.`,
      { held: next.held, onHand: stock.onHand },
    );
  return next;
}

function ordered(stock: CountedStock, order: StockOrder): CountedStock {
  switch (order.kind) {
    case 'set':
      if (order.onHand < 0) throw new DomainError('invalid', 'request.invalid', 'A stock is 0 or more.');
      return { ...stock, onHand: order.onHand, isTracked: true };
    case 'adjust':
      return { ...stock, onHand: stock.onHand + order.by };
    case 'unlimited':
      return { ...stock, isTracked: !order.isUnlimited };
  }
}
