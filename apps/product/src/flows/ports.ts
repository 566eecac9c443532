import type { FacetCount } from '../domain/facets.ts';
import type { HoldState } from '../domain/hold.ts';
import type { ProductQuery } from '../domain/product-query.ts';
import type { ProductChange } from '../domain/product-change.ts';
import type { CategoryRef, ProductRecord, StoredProduct } from '../domain/product.ts';
import type { OverLimit, Shortage, StockItem } from '../domain/stock.ts';

/** What a sale asks for. */
export interface HoldRequest {
  readonly orderId: string;
  /** One per variant, in the order of their ids. */
  readonly items: readonly StockItem[];
  /** The pseudonymous key of the buyer; empty: not known. */
  readonly customer: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** There is a hold (perhaps from an earlier call), it has ended, lines are short, or exceed a limit per customer. */
export type HoldOutcome =
  | { readonly kind: 'held' }
  | { readonly kind: 'gone'; readonly state: HoldState }
  | { readonly kind: 'short'; readonly short: readonly Shortage[] }
  | { readonly kind: 'over'; readonly over: readonly OverLimit[] };

type Gone = { readonly kind: 'gone'; readonly state: HoldState | 'unknown' };

export type CommitOutcome = { readonly kind: 'committed' } | Gone;

export type ExtendOutcome = { readonly kind: 'extended' } | Gone;

/** Sold items that a customer sent back and staff received. */
export interface StockReturn {
  readonly returnId: string;
  /** Null: the caller does not say which order they were sold with. */
  readonly orderId: string | null;
  readonly items: readonly StockItem[];
}

/** Sold items of an order that left in one parcel. */
export interface Shipment {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly items: readonly StockItem[];
}

/** The stock held for orders. Every method is all or nothing, and safe with any number of concurrent callers. */
export abstract class StockStore {
  /** Holds stock for one order; repeated for the same order it changes nothing. */
  abstract hold(request: HoldRequest): Promise<HoldOutcome>;
  /** Sells what is held: it leaves the level, with movements, and can't expire any more. */
  abstract commit(orderId: string, now: Date): Promise<CommitOutcome>;
  /** Moves the end of a hold, never to an earlier time; what is sold needs no more time. */
  abstract extend(orderId: string, expiresAt: Date, now: Date): Promise<ExtendOutcome>;
  /**
   * Records that sold items left, once per parcel.
   * @throws DomainError `stock.hold_gone`, `stock.exceeds_sold`
   */
  abstract consume(shipment: Shipment, now: Date): Promise<void>;
  /** Gives back what has not left. Without a hold it leaves a mark that refuses a later one. */
  abstract release(orderId: string, reason: string, now: Date): Promise<void>;
  /** Puts returned items back at the main location, once per return. */
  abstract takeBack(stockReturn: StockReturn, now: Date): Promise<void>;
  /** Ends at most `limit` holds whose time is over; @returns how many. */
  abstract expire(now: Date, limit: number): Promise<number>;
}

/** What is known of the things that a batch of inputs speaks of. */
export type ImportState = {
  readonly products: ReadonlyMap<string, StoredProduct>;
  /** Every known variant of the inputs' SKUs. */
  readonly skus: ReadonlyMap<
    string,
    { readonly variantId: string; readonly productSlug: string; readonly isRetired: boolean }
  >;
  /** How much of each stored variant is held, by variant id. */
  readonly held: ReadonlyMap<string, number>;
  /** Where products are found today whose old slugs the inputs name. */
  readonly moved: ReadonlyMap<string, string>;
  /** Slugs of known categories by what the inputs call them. */
  readonly categories: ReadonlyMap<string, string>;
};

/** What an import writes: changed products, and the categories that it makes for them. */
export type ImportWork = {
  readonly changes: readonly ProductChange[];
  readonly categories: readonly CategoryRef[];
};

/** A caller's key: unique within `scope`, for one request only. */
export type RequestKey = {
  readonly scope: string;
  readonly key: string;
  readonly requestHash: Uint8Array;
};

/** A key, and how the answer to it is written down. */
export type Keyed<Work> = {
  readonly key: RequestKey;
  encode(work: Work): Uint8Array;
  decode(answer: Uint8Array): Work;
};

/** Reads and writes whole products. */
export abstract class ImportStore {
  abstract load(records: readonly ProductRecord[]): Promise<ImportState>;
  /**
   * Decides on what is stored while nobody else can change it, and writes all of it, or nothing, in one transaction with
   * its events and search entries.
   * @returns undefined when somebody made the same new slug or SKU at the same time, or renamed a category of them
   */
  abstract change<Work extends ImportWork>(
    records: readonly ProductRecord[],
    decide: (state: ImportState) => Work,
    keyed?: Keyed<Work>,
  ): Promise<Work | undefined>;
}

/** HTML of others, such as a description in a file, made harmless to show. */
export abstract class SafeHtml {
  /** Formatting stays; whatever runs, loads, frames or looks like our own page goes. */
  abstract of(html: string): string;
}

/** Makes ids that sort by time. */
export abstract class Ids {
  abstract next(): string;
}

/** What time it is. */
export abstract class Clock {
  abstract now(): Date;
}

/** What a list shows of a product. */
export type Card = {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly vendor: string;
  readonly currency: string;
  readonly priceMin: number;
  readonly priceMax: number;
  readonly compareAtMinor: number | null;
  readonly imageUrl: string;
  readonly imageAlt: string;
  readonly imageWidth: number;
  readonly imageHeight: number;
};

/** A product in a list; `value` is what the list is sorted by. */
export type SummaryRow = Card & { readonly value: number | string; readonly isAvailable: boolean };

/** One more than asked for, when there are more. */
export type FoundPage = {
  readonly items: readonly SummaryRow[];
  readonly counts: readonly FacetCount[];
  readonly total: number;
};

/** Finds active products. */
export abstract class BrowseStore {
  /** `guesses`: for each word what it may have meant, instead of the query's words. */
  abstract page(query: ProductQuery, guesses?: readonly (readonly string[])[]): Promise<FoundPage>;
  /** Words of the shop that look like those typed, for words the shop does not have. */
  abstract alike(words: readonly string[]): Promise<{ typed: string; word: string; uses: number }[]>;
}

/** Tells other services, soon, that some products can be had or not any more. */
export abstract class AvailabilityNews {
  abstract notify(): void;
}
