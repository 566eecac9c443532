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
  /** So many or fewer are few. Null: any number is enough; undefined: stays. */
  readonly lowThreshold: number | null | undefined;
};

export type CountedStock = {
  readonly onHand: number;
  readonly held: number;
  readonly isTracked: boolean;
  /** Null: without limit. */
  readonly backorderLimit: number | null;
  /** Null: any number. */
  readonly maxPerCustomer: number | null;
  /** Null: any number is enough. */
  readonly lowThreshold: number | null;
};

const LARGEST = 2_000_000_000;

/** @throws DomainError `stock.below_held`, `request.invalid` */
export function changedLevel(stock: CountedStock, change: LevelChange): CountedStock {
  const { order, backorderLimit = stock.backorderLimit, maxPerCustomer = stock.maxPerCustomer } = change;
  const { lowThreshold = stock.lowThreshold } = change;
  assertWithin('A backorder limit', backorderLimit, 0);
  assertWithin('A limit per customer', maxPerCustomer, 1);
  assertWithin('What is few', lowThreshold, 0);
  const limited = { ...stock, backorderLimit, maxPerCustomer, lowThreshold };
  return countedAs(limited, order ?? { kind: 'adjust', by: 0 });
}

function assertWithin(what: string, value: number | null, least: number): void {
  if (value !== null && (value < least || value > LARGEST))
    throw new DomainError('invalid', 'request.invalid', `${what} is ${least} to ${LARGEST}, or none.`);
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
