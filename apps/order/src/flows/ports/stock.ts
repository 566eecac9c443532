import type { ComparedHold } from '../../domain/reconciliation.ts';

export interface Item {
  readonly variantId: string;
  readonly quantity: number;
}

export interface OrderItems {
  readonly orderId: string;
  readonly items: readonly Item[];
}

/** Whom a limit per customer counts. */
export interface Customer {
  /** Null: a guest. */
  readonly userId: string | null;
  readonly email: string;
}

/** Stock of the product service. A call ends when the signal fires; its outcome is unknown then. */
export abstract class Stock {
  /**
   * Sells the items, all or none.
   * @returns false: they are held only, until `commit`
   * @throws DomainError `stock.insufficient`, `stock.customer_limit`; then nothing is held or sold
   */
  abstract take(order: OrderItems, customer: Customer, signal: AbortSignal): Promise<boolean>;
  /** Holds the items until then, and long enough to commit them afterwards. @throws DomainError `stock.hold_gone` */
  abstract extend(orderId: string, until: Date, signal: AbortSignal): Promise<void>;
  /** Turns the hold into a sale, which can't expire. @throws DomainError `stock.hold_gone` */
  abstract commit(orderId: string, signal: AbortSignal): Promise<void>;
  /** Gives held or sold items back. Tolerates that there never was a hold, and prevents one that comes late. */
  abstract release(orderId: string, reason: string, signal: AbortSignal): Promise<void>;
  /** Sold items left in a parcel; the same parcel counts once. */
  abstract consume(parcelId: string, order: OrderItems, signal: AbortSignal): Promise<void>;
  /** Sold items will not leave, though others did or will; the same cancellation counts once. */
  abstract releaseItems(cancellationId: string, order: OrderItems, signal: AbortSignal): Promise<void>;
  /** Sold items came back; the same return counts once. */
  abstract restock(returnId: string, order: OrderItems, signal: AbortSignal): Promise<void>;
}

/** The holds of the product service, for comparison. */
export abstract class StockHolds {
  /** Page by page, from an order id on. @throws when the service can't be reached */
  abstract list(fromOrderId: string): AsyncIterable<readonly ComparedHold[]>;
}
