import type { FacetCount } from '../domain/facets.ts';
import type { HoldState } from '../domain/hold.ts';
import type { Prices } from '../domain/price-input.ts';
import type { ImportPlan } from '../domain/import-plan.ts';
import type { ImportState } from '../domain/import-state.ts';
import type { ProductQuery } from '../domain/product-query.ts';
import type { CategoryRef, GivenProduct, ProductStatus } from '../domain/product.ts';
import type { SlugOwner } from '../domain/slug-move.ts';
import type { StockLevel } from '../domain/stock-adjustment.ts';
import type { VariantTerms } from '../domain/variant-terms.ts';
import type { OverLimit, Shortage, StockItem } from '../domain/stock.ts';
import type { Card, CategoryDetails, ProductDetails, VariantDetails } from './product-details.ts';

/** What a sale asks for. */
export interface HoldRequest {
  readonly orderId: string;
  /** One per variant, in the order of their ids. */
  readonly items: readonly StockItem[];
  /** The pseudonymous key of the buyer; empty: not known. */
  readonly customer: string;
  /** True: it is sold at once. */
  readonly sells: boolean;
  readonly now: Date;
  readonly expiresAt: Date;
}

/**
 * There is a hold, of this or of an earlier call, which is sold when it is `committed`; or it has ended, lines are short,
 * or exceed a limit per customer.
 */
export type HoldOutcome =
  | {
      readonly kind: 'held' | 'committed';
      /** Of nothing in it is the stock counted, so that no availability has changed. */
      readonly isUncounted?: boolean;
    }
  | { readonly kind: 'gone'; readonly state: HoldState }
  | { readonly kind: 'short'; readonly short: readonly Shortage[] }
  | { readonly kind: 'over'; readonly over: readonly OverLimit[] };

interface Gone {
  readonly kind: 'gone';
  readonly state: HoldState | 'unknown';
}

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

/** Sold items of an order that will not leave. */
export interface ItemRelease {
  readonly releaseId: string;
  readonly orderId: string;
  readonly items: readonly StockItem[];
}

/** The stock held for orders. Every method is all or nothing, and safe with any number of concurrent callers. */
export abstract class StockStore {
  /** Holds or sells stock for one order; repeated for the same order it changes nothing. */
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
  /**
   * Gives back sold items that have not left, once per release; what was given back before stays so.
   * @throws DomainError `stock.hold_gone`, `stock.exceeds_sold`
   */
  abstract releaseItems(release: ItemRelease, now: Date): Promise<void>;
  /** Puts returned items back at the main location, once per return. */
  abstract takeBack(stockReturn: StockReturn, now: Date): Promise<void>;
  /** Ends at most `limit` holds whose time is over; @returns how many. */
  abstract expire(now: Date, limit: number): Promise<number>;
}

/** An idempotency key of a caller, with the hash of its request. */
export interface RequestKey {
  readonly scope: string;
  readonly key: string;
  readonly requestHash: Uint8Array;
}

/** Reads and writes whole products. */
export abstract class ImportStore {
  abstract load(records: readonly GivenProduct[]): Promise<ImportState>;
  /**
   * Decides on what is stored under locks, and writes all of the plan, or nothing, in one transaction with its events and
   * search entries. With a key it takes effect once, and repetitions get the results of the first.
   * @returns undefined if another request created the same slug or SKU, or renamed a category, in the meantime
   * @throws DomainError `idempotency.mismatch`
   */
  abstract change(
    records: readonly GivenProduct[],
    decide: (state: ImportState) => ImportPlan,
    key: RequestKey | undefined,
  ): Promise<ImportPlan | undefined>;
}

/** Makes HTML from outside, such as a description in a file, safe to display. */
export abstract class SafeHtml {
  /** Keeps formatting; removes what runs, loads, frames, or imitates our own pages. */
  abstract of(html: string): string;
}

/** What staff want to change; `expectedVersion` refuses it if it was changed in the meantime. */
export interface Edit {
  readonly id: string;
  readonly expectedVersion: number | undefined;
}

export interface VariantOfProduct {
  readonly product: ProductDetails;
  readonly variant: VariantDetails;
}

/**
 * Changes of one product by staff, within the transaction of their request. Each method locks the product, so that its
 * changes follow each other, asks `decide`, and writes what it returns with an event and the search entry. Undefined, or
 * false, changes nothing.
 * @throws DomainError `product.not_found`, `variant.not_found`, `version.stale`
 */
export abstract class ProductEdits {
  abstract changePrices(
    variant: Edit,
    decide: (current: Prices) => Prices | undefined,
  ): Promise<VariantOfProduct>;
  abstract changeTerms(
    variant: Edit,
    decide: (current: VariantTerms) => VariantTerms | undefined,
  ): Promise<VariantOfProduct>;
  /** A location that never had the variant begins with none of it. @throws DomainError `location.not_found` */
  abstract changeStock(
    variant: Edit & { readonly locationId: string },
    decide: (current: StockLevel) => StockLevelChange | undefined,
  ): Promise<VariantOfProduct>;
  abstract changeStatus(
    product: Edit,
    decide: (current: ProductStatus) => ProductStatus | undefined,
  ): Promise<ProductDetails>;
  /** Moves the product to a slug; its old one redirects to it. */
  abstract changeSlug(
    product: Edit & { readonly slug: string },
    decide: (current: SlugOwner, owner: SlugOwner | undefined) => boolean,
  ): Promise<ProductDetails>;
}

/** The level to store, and the reason of the movement if the quantity on hand changes. */
export interface StockLevelChange {
  readonly level: StockLevel;
  readonly reason: 'set' | 'adjust';
}

/** Changes of one category by staff, within the transaction of their request. */
export abstract class CategoryEdits {
  /** Moves the category to a slug; its old one redirects to it. @throws DomainError `category.not_found` */
  abstract changeSlug(
    category: { readonly id: string; readonly slug: string },
    decide: (current: SlugOwner, owner: SlugOwner | undefined) => boolean,
  ): Promise<CategoryDetails>;
}

export interface Location {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** Locations with a lower one are emptied first. */
  readonly priority: number;
}

/** The places that hold stock. */
export abstract class LocationStore {
  /** @throws DomainError `location.code_taken` */
  abstract add(location: Location): Promise<void>;
}

export { Clock, Ids } from '@tradepost/decision';

/** A product in a list; `value` is what the list is sorted by. */
export interface ListedProduct extends Card {
  readonly value: number | string;
  readonly isAvailable: boolean;
}

/** One product more than asked for, if there are more. */
export interface ProductPage {
  readonly items: readonly ListedProduct[];
  readonly counts: readonly FacetCount[];
  readonly total: number;
}

/** Finds active products. */
export abstract class BrowseStore {
  /** @param guesses for each word, what it may have meant, in place of the query's words */
  abstract page(query: ProductQuery, guesses?: readonly (readonly string[])[]): Promise<ProductPage>;
  /** Indexed words that are similar to those typed words that are not indexed. */
  abstract similarWords(
    words: readonly string[],
  ): Promise<readonly { readonly typed: string; readonly word: string; readonly uses: number }[]>;
}

/** Completes what is being typed into the search box. */
export abstract class SuggestionStore {
  /** Indexed words that begin with `prefix`, most used first. */
  abstract wordsWith(prefix: string, limit: number): Promise<string[]>;
  /** All categories, by name: the same objects until one changes. */
  abstract categories(): Promise<readonly CategoryRef[]>;
}

/** Learns that the availability of some products changed, so that other services are notified soon. */
export abstract class AvailabilityNotifier {
  abstract notify(): void;
}
