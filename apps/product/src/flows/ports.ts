import type { FacetCount } from '../domain/facets.ts';
import type { ProductQuery } from '../domain/product-query.ts';
import type { ProductChange } from '../domain/product-change.ts';
import type { CategoryRef, ProductRecord, StoredProduct } from '../domain/product.ts';
import type { OverLimit, Shortage, StockLevel, Wanted } from '../domain/stock.ts';

export type HoldRequest = {
  readonly orderId: string;
  /** Summed per variant, by variant id. */
  readonly wanted: readonly Wanted[];
  /** Who buys; empty: not known. */
  readonly customer: string;
  readonly now: Date;
  readonly expiresAt: Date;
};

/**
 * What became of a hold: it is there (also from before), it is over for good, some lines are short, or of some the
 * customer would have too many.
 */
export type HoldOutcome =
  | { readonly kind: 'held' }
  | { readonly kind: 'gone'; readonly state: string }
  | { readonly kind: 'short'; readonly short: readonly Shortage[] }
  | { readonly kind: 'over'; readonly over: readonly OverLimit[] };

export type CommitOutcome =
  { readonly kind: 'committed' } | { readonly kind: 'gone'; readonly state: string };

export type ExtendOutcome = { readonly kind: 'extended' } | { readonly kind: 'gone'; readonly state: string };

/** Goods that came back. */
export type ReturnedGoods = {
  readonly returnId: string;
  /** Null: nobody says which order they were sold with. */
  readonly orderId: string | null;
  readonly items: readonly Wanted[];
};

/** Goods of an order that left in one parcel. */
export type Shipment = {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly items: readonly Wanted[];
};

/** Goods held for orders; every method is all or nothing and safe with many callers at once. */
export abstract class StockStore {
  /** Holds goods for one order; asking again for the same order changes nothing. */
  abstract hold(request: HoldRequest): Promise<HoldOutcome>;
  /** Sells what is held: it leaves the level, with movements, and can't expire any more. */
  abstract commit(orderId: string, now: Date): Promise<CommitOutcome>;
  /** Lets a hold live until then at least; what is sold already needs no more time. */
  abstract extend(orderId: string, expiresAt: Date, now: Date): Promise<ExtendOutcome>;
  /**
   * Goods that were sold left the house; the same parcel leaves once.
   * @throws DomainError `stock.hold_gone`, `stock.exceeds_sold`
   */
  abstract consume(shipment: Shipment, now: Date): Promise<void>;
  /** Gives everything back that has not left; without a hold it leaves a mark, so that a late one can't come. */
  abstract release(orderId: string, reason: string, now: Date): Promise<void>;
  /** Goods that were sold come back to the main location; the same return changes stock once. */
  abstract takeBack(back: ReturnedGoods, now: Date): Promise<void>;
  /** Ends at most `limit` holds that are past their time; @returns how many. */
  abstract expire(now: Date, limit: number): Promise<number>;
  /** What there is of some variants, locations in the order in which they are used. */
  abstract levels(variantIds: readonly string[]): Promise<StockLevel[]>;
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
