import { DomainError, type Money } from '@tradepost/decision';
import type { ParcelState, RefundState, ReturnState } from './states.ts';

export interface LineQuantity {
  readonly lineId: string;
  readonly quantity: number;
}

/** A parcel. */
export interface Fulfilment {
  readonly id: string;
  readonly state: ParcelState;
  readonly lines: readonly LineQuantity[];
  /** The carrier's number or URL; empty: none yet. */
  readonly tracking: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Items that the customer sends back. */
export interface Return {
  readonly id: string;
  readonly state: ReturnState;
  readonly lines: readonly LineQuantity[];
  /** In the customer's words. */
  readonly reason: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Money given back, or to be given back. */
export interface Refund {
  readonly id: string;
  readonly state: RefundState;
  readonly amount: Money;
  readonly reason: string;
  /** The provider's code; empty: it did not fail. */
  readonly failure: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Items that will not be sent although other items of the order were packed. It never changes. */
export interface ItemCancellation {
  readonly id: string;
  readonly lines: readonly LineQuantity[];
  readonly reason: string;
  /** The refund of their money; null: nothing was left to give back. */
  readonly refundId: string | null;
  /** What shipping cost is given back with it. */
  readonly refundsShipping: boolean;
  readonly createdAt: Date;
}

/** What follows a purchase. It belongs to its order and changes with the order's version only. */
export interface OrderDocuments {
  readonly fulfilments: readonly Fulfilment[];
  readonly returns: readonly Return[];
  readonly refunds: readonly Refund[];
  readonly cancellations: readonly ItemCancellation[];
}

/** The list with the entry of the same id replaced. */
export function replaceById<T extends { readonly id: string }>(list: readonly T[], entry: T): readonly T[] {
  return list.map((one) => (one.id === entry.id ? entry : one));
}

/** Quantity per line, summed over documents. */
export function sumByLine(
  documents: readonly { readonly lines: readonly LineQuantity[] }[],
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of documents.flatMap(({ lines }) => lines))
    sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  return sums;
}

/** True when the same was requested under the same id before. @throws DomainError `idempotency.mismatch` */
export function isRepeat(before: object | undefined, requested: object): boolean {
  if (!before) return false;
  if (JSON.stringify(before) === JSON.stringify(requested)) return true;
  throw new DomainError(
    'mismatch',
    'idempotency.mismatch',
    'This idempotency key was used for a different request. Send a new key.',
  );
}

export function notFound(
  what: 'line' | 'fulfilment' | 'return' | 'refund',
  facts: { lineId?: string } = {},
): DomainError {
  return new DomainError('missing', `${what}.not_found`, `The order has no such ${what}.`, facts);
}
