import { applyInMemory } from '@tradepost/saga/memory';
import { orderNotFound } from '../domain/access.ts';
import { entriesOf } from '../domain/events.ts';
import type { Order, OrderDecision, OrderEvent, TimelineEntry } from '../domain/order.ts';
import { OrderStore, type AlsoWrite, type Change, type OrderHistory } from '../flows/ports/order-store.ts';

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

  private read(id: string): Order {
    const order = this.orders.get(id);
    if (!order) throw orderNotFound();
    return order;
  }
}
