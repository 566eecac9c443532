import type { AfterSale, SaleDecision } from '../domain/after-sale.ts';
import type { TimelineEntry } from '../domain/order.ts';
import type { Along } from './ports.ts';

export type SaleStory = { readonly sale: AfterSale; readonly timeline: readonly TimelineEntry[] };

/** Orders with their parcels, returns and refunds. */
export abstract class AfterSaleStore {
  abstract find(orderId: string): Promise<SaleStory | undefined>;
  /**
   * Locks the order, decides on what it is, saves everything or nothing. Whoever comes meanwhile waits.
   * @param decide must call nobody
   * @param along what is written with a change
   */
  abstract change(
    orderId: string,
    decide: (sale: AfterSale | undefined) => SaleDecision,
    along?: (decision: SaleDecision) => Along,
  ): Promise<{ sale: AfterSale; isSaved: boolean }>;
}
