import { applyInMemory } from '@tradepost/saga/memory';
import { orderNotFound } from '../domain/access.ts';
import { entriesOf } from '../domain/events.ts';
import type { Order, OrderDecision, OrderEvent, TimelineEntry } from '../domain/order.ts';
import type { OrderState } from '../domain/states.ts';
import { OrderStore, type AlsoWrite, type Change, type OrderHistory } from '../flows/ports/order-store.ts';

const HAS_CART: readonly OrderState[] = ['confirmed', 'completed', 'review'];

/** Orders in memory, by the same contract as Postgres. */
export class MemoryOrderStore extends OrderStore {
  readonly orders = new Map<string, Order>();
  readonly events: OrderEvent[] = [];
  /** Answers and frees keys with a change. */
  onAlsoWrite: (also: AlsoWrite) => void = () => {};
  private readonly timelines = new Map<string, TimelineEntry[]>();

  override find(id: string): Promise<Order | undefined> {
    return Promise.resolve(this.orders.get(id));
  }

  override findHistory(id: string): Promise<OrderHistory | undefined> {
    const order = this.orders.get(id);
    return Promise.resolve(order && { order, timeline: this.timelines.get(id) ?? [] });
  }

  override async get(id: string): Promise<Order> {
    return this.read(id);
  }

  override async change(
    id: string,
    decide: (order: Order) => OrderDecision,
    also: (decision: OrderDecision) => AlsoWrite = () => ({}),
  ): Promise<Change> {
    // Nothing is awaited between reading and writing.
    const decision = decide(this.read(id));
    if (decision.isChanged) {
      this.assertCartIsFree(decision.state);
      const extra = also(decision);
      // First, because nothing may change when the saga was taken over.
      if (extra.saga) applyInMemory(extra.saga);
      this.write(decision);
      this.onAlsoWrite(extra);
    }
    return { order: decision.state, isSaved: decision.isChanged };
  }

  write({ state, events }: OrderDecision): void {
    this.orders.set(state.id, state);
    this.events.push(...events);
    const before = this.timelines.get(state.id) ?? [];
    this.timelines.set(state.id, [...before, ...entriesOf(events, state.updatedAt)]);
  }

  /** As the index `orders_one_per_cart`. */
  private assertCartIsFree({ id, cartId, state }: Order): void {
    if (cartId === null || !HAS_CART.includes(state)) return;
    for (const other of this.orders.values())
      if (other.cartId === cartId && other.id !== id && HAS_CART.includes(other.state))
        throw new Error(`cart ${cartId} was bought with order ${other.id}`);
  }

  private read(id: string): Order {
    const order = this.orders.get(id);
    if (!order) throw orderNotFound();
    return order;
  }
}
