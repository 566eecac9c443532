import { DomainError, type Decision, type Money } from '@tradepost/decision';
import type { Order, OrderEvent } from './order.ts';
import type { ParcelState, RefundState, ReturnState } from './states.ts';

export type LineQuantity = { readonly lineId: string; readonly quantity: number };

/** A parcel. */
export type Fulfilment = {
  readonly id: string;
  readonly state: ParcelState;
  readonly lines: readonly LineQuantity[];
  /** The carrier's number or address; empty: none yet. */
  readonly tracking: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Goods sent back. */
export type Return = {
  readonly id: string;
  readonly state: ReturnState;
  readonly lines: readonly LineQuantity[];
  /** In the buyer's words. */
  readonly reason: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Money given back, or to be given back. */
export type Refund = {
  readonly id: string;
  readonly state: RefundState;
  readonly amount: Money;
  readonly reason: string;
  /** The provider's code; empty: it did not fail. */
  readonly failure: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** An order and all that follows it: one lock, one version. */
export type AfterSale = {
  readonly order: Order;
  readonly fulfilments: readonly Fulfilment[];
  readonly returns: readonly Return[];
  readonly refunds: readonly Refund[];
};

export type SaleDecision = Decision<AfterSale, OrderEvent>;

/** The list with one of its entries replaced. */
export function replaced<T extends { readonly id: string }>(list: readonly T[], entry: T): readonly T[] {
  return list.map((one) => (one.id === entry.id ? entry : one));
}

/** How much of each line these documents speak of. */
export function quantities(
  documents: readonly { readonly lines: readonly LineQuantity[] }[],
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of documents.flatMap(({ lines }) => lines))
    sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  return sums;
}

/** What these lines are in goods. */
export function goodsOf(
  { priced }: Order,
  lines: readonly LineQuantity[],
): { variantId: string; quantity: number }[] {
  const bought = new Map(priced?.lines.map((line) => [line.id, line.variantId]));
  return lines.map(({ lineId, quantity }) => {
    const variantId = bought.get(lineId);
    if (!variantId) throw notFound('line');
    return { variantId, quantity };
  });
}

/**
 * Lines of this order, each once, at most `most` of each.
 * @throws DomainError `line.not_found`, `request.invalid`, or `code`
 */
export function assertWithin(
  order: Order,
  lines: readonly LineQuantity[],
  most: (lineId: string) => number,
  code: string,
): void {
  if (lines.length === 0 || new Set(lines.map(({ lineId }) => lineId)).size < lines.length)
    throw new DomainError('invalid', 'request.invalid', 'Name at least one line, and each line once.');
  const known = new Set(order.priced?.lines.map(({ id }) => id));
  const stranger = lines.find(({ lineId }) => !known.has(lineId));
  if (stranger) throw notFound('line', { lineId: stranger.lineId });
  if (lines.some(({ quantity }) => !Number.isInteger(quantity) || quantity < 1))
    throw new DomainError('invalid', 'request.invalid', 'A quantity is a whole number above 0.');
  const errors = lines
    .filter(({ lineId, quantity }) => quantity > most(lineId))
    .map(({ lineId, quantity }) => ({ code, lineId, asked: quantity, available: most(lineId) }));
  if (errors.length > 0)
    throw new DomainError('conflict', code, 'That is more of a line than there is to take.', { errors });
}

/** True when the same was asked under the same key before. @throws DomainError `idempotency.mismatch` */
export function isSame(before: object | undefined, asked: object): boolean {
  if (!before) return false;
  if (JSON.stringify(before) === JSON.stringify(asked)) return true;
  throw new DomainError('mismatch', 'idempotency.mismatch', 'This key was used for something else.');
}

export function notFound(
  what: 'line' | 'fulfilment' | 'return' | 'refund',
  facts: { lineId?: string } = {},
): DomainError {
  return new DomainError('missing', `${what}.not_found`, `The order has no such ${what}.`, facts);
}
