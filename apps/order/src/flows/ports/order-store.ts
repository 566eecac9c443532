import type { SagaWrite } from '@tradepost/saga';
import type { Order, OrderDecision, TimelineEntry } from '../../domain/order.ts';
import type { ClaimName } from './purchase-store.ts';

export interface OrderHistory {
  readonly order: Order;
  readonly timeline: readonly TimelineEntry[];
}

/** What is written in the same statement as a change of an order. */
export interface AlsoWrite {
  /** Progress of the saga that makes the change, or a new saga that goes on from it. */
  readonly saga?: SagaWrite | undefined;
  /** The final answer to the purchase with this idempotency key. */
  readonly answer?: { readonly claim: ClaimName; readonly bytes: Uint8Array } | undefined;
  /** There will be no final answer: the key can be used again. */
  readonly freedKey?: ClaimName | undefined;
}

export interface Change {
  readonly order: Order;
  /** False: the decision changed nothing, and nothing was written. */
  readonly isSaved: boolean;
}

/** Where orders are stored, with their lines, payment, parcels, returns and refunds. */
export abstract class OrderStore {
  /** The order in the database. */
  abstract find(id: string): Promise<Order | undefined>;
  abstract findHistory(id: string): Promise<OrderHistory | undefined>;
  /** For sagas: a copy that this process retains of a purchase it works on, else the order in the database. */
  abstract get(id: string): Promise<Order>;
  /**
   * The only way to change an order. Decides on what the order is and saves the decision with its events under the
   * version it was made on; when another change came first, decides again.
   * @param decide must have no effects, for it may run more than once
   * @param also what is written with a change; an unchanged order writes nothing
   * @throws DomainError `order.not_found`
   */
  abstract change(
    id: string,
    decide: (order: Order) => OrderDecision,
    also?: (decision: OrderDecision) => AlsoWrite,
  ): Promise<Change>;
}
