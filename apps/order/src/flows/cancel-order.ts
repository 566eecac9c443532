import type { Saga, SagaRunner } from '@tradepost/saga';
import { assertMaySee, type Asker } from '../domain/access.ts';
import { assertVersion, cancelSale } from '../domain/cancellation.ts';
import type { AfterSaleStore, SaleStory } from './after-sale-store.ts';
import type { Cancelling } from './cancel-order.saga.ts';
import type { Clock, Ids } from './ports.ts';
import { settledBy, type Wait } from './waiting.ts';

export type Cancellation = {
  readonly orderId: string;
  readonly asker: Asker;
  readonly reason: string;
  /** Refused unless the order has this version. */
  readonly expectedVersion: number | undefined;
};

export type CancelOrderParts = {
  readonly sales: AfterSaleStore;
  readonly sagas: Pick<SagaRunner, 'begin'>;
  readonly saga: Saga<Cancelling>;
  readonly clock: Clock;
  readonly ids: Ids;
};

/** Calls an order off: first the order, for good, then goods and money follow. */
export class CancelOrder {
  constructor(private readonly parts: CancelOrderParts) {}

  async cancel(cancellation: Cancellation, wait: Wait): Promise<SaleStory> {
    const { orderId, asker, reason, expectedVersion } = cancellation;
    const { sales, sagas, saga, clock, ids } = this.parts;
    const actor = asker.isStaff ? 'staff' : 'customer';
    const begun = sagas.begin(saga, { id: ids.next(), state: { orderId } });
    const { isSaved } = await sales.change(
      orderId,
      (sale) => {
        assertMaySee(sale?.order, asker);
        const decision = cancelSale(sale!, actor, reason || 'customer.request', clock.now());
        // Called off before: what was asked for is so, whatever version the caller had in mind.
        if (decision.isChanged) assertVersion(sale!.order, expectedVersion);
        return decision;
      },
      () => ({ saga: begun.insertSql() }),
    );
    if (isSaved) await settledBy(begun.run().ended, wait);
    const found = await sales.find(orderId);
    assertMaySee(found?.sale.order, asker);
    return found!;
  }
}
