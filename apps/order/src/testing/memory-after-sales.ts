import type { AfterSale, SaleDecision } from '../domain/after-sale.ts';
import { AfterSaleStore, type SaleStory } from '../flows/after-sale-store.ts';
import type { Along } from '../flows/ports.ts';
import type { MemoryOrderStore } from './memory-order-store.ts';

const NOTHING = { fulfilments: [], returns: [], refunds: [] };

/** Orders in memory with what follows them. */
export class MemoryAfterSales extends AfterSaleStore {
  private readonly documents = new Map<string, Omit<AfterSale, 'order'>>();

  constructor(private readonly store: MemoryOrderStore) {
    super();
  }

  override async find(orderId: string): Promise<SaleStory | undefined> {
    const found = await this.store.findWithTimeline(orderId);
    const more = this.documents.get(orderId) ?? NOTHING;
    return found && { sale: { order: found.order, ...more }, timeline: found.timeline };
  }

  override async change(
    orderId: string,
    decide: (sale: AfterSale | undefined) => SaleDecision,
    along: (decision: SaleDecision) => Along = () => ({}),
  ): Promise<{ sale: AfterSale; isSaved: boolean }> {
    // Nothing is awaited between looking and saving.
    const order = this.store.orders.get(orderId);
    const decision = decide(order && { order, ...(this.documents.get(orderId) ?? NOTHING) });
    if (decision.isChanged) {
      const { order: changed, ...more } = decision.state;
      this.documents.set(orderId, more);
      await this.store.save({ ...decision, state: changed }, along(decision));
    }
    return { sale: decision.state, isSaved: decision.isChanged };
  }
}
