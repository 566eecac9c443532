import type { Saga, SagaRunner } from '@tradepost/saga';
import { assertMaySee, type Asker } from '../domain/access.ts';
import { assertVersion, cancel } from '../domain/cancellation.ts';
import type { TimelineEntry, Order } from '../domain/order.ts';
import type { Cancelling } from './cancel-order.saga.ts';
import { StaleOrder, type Clock, type Ids, type OrderStore } from './ports.ts';
import { settledBy, type Wait } from './waiting.ts';

export type Cancellation = {
  readonly orderId: string;
  readonly asker: Asker;
  readonly reason: string;
  /** Refused unless the order has this version. */
  readonly expectedVersion: number | undefined;
};

export type CancelOrderParts = {
  readonly store: OrderStore;
  readonly sagas: Pick<SagaRunner, 'begin'>;
  readonly saga: Saga<Cancelling>;
  readonly clock: Clock;
  readonly ids: Ids;
};

const ATTEMPTS = 5;

/** Calls an order off: first the order, for good, then goods and money follow. */
export class CancelOrder {
  constructor(private readonly parts: CancelOrderParts) {}

  async cancel(
    cancellation: Cancellation,
    wait: Wait,
  ): Promise<{ order: Order; timeline: readonly TimelineEntry[] }> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.attempt(cancellation, wait);
        break;
      } catch (error) {
        if (!(error instanceof StaleOrder) || attempt === ATTEMPTS) throw error;
      }
    }
    const found = await this.parts.store.findWithTimeline(cancellation.orderId);
    assertMaySee(found?.order, cancellation.asker);
    return found!;
  }

  private async attempt(
    { orderId, asker, reason, expectedVersion }: Cancellation,
    wait: Wait,
  ): Promise<void> {
    const { store, sagas, saga, clock, ids } = this.parts;
    const order = await store.find(orderId);
    assertMaySee(order, asker);
    const actor = asker.isStaff ? 'staff' : 'customer';
    const decision = cancel(order, actor, reason || 'customer.request', clock.now());
    // Called off before: what was asked for is so, whatever version the caller had in mind.
    if (!decision.isChanged) return;
    assertVersion(order, expectedVersion);
    const begun = sagas.begin(saga, { id: ids.next(), state: { orderId } });
    await store.save(decision, { saga: begun.insertSql() });
    await settledBy(begun.run().ended, wait);
  }
}
