import { Inject, Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { OutboxRelay } from '@tradepost/messaging';
import { orderNotFound } from '../domain/access.ts';
import type { Order, OrderDecision } from '../domain/order.ts';
import { OrderStore, type AlsoWrite, type Change, type OrderHistory } from '../flows/ports/order-store.ts';
import { OrderEventMetrics } from './order-event.metrics.ts';
import { OrderDatabase } from './order-database.ts';
import { readHistory, readOrder } from './order-reads.store.ts';
import { isStale, saveOrder } from './order-writes.store.ts';
import { RetainedOrders } from './retained-orders.ts';

type Decide = (order: Order) => OrderDecision;
type Also = (decision: OrderDecision) => AlsoWrite;

/** Orders in Postgres. Every change is one statement, so no part of it can be seen or lost alone. */
@Injectable()
export class PostgresOrderStore extends OrderStore {
  constructor(
    private readonly db: OrderDatabase,
    private readonly retained: RetainedOrders,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
    private readonly metrics: OrderEventMetrics,
  ) {
    super();
  }

  override async find(id: string): Promise<Order | undefined> {
    const order = await readOrder(this.db, id);
    if (order) this.retained.update(order);
    return order;
  }

  override findHistory(id: string): Promise<OrderHistory | undefined> {
    return readHistory(this.db, id);
  }

  override async get(id: string): Promise<Order> {
    return this.retained.get(id) ?? found(await this.find(id));
  }

  /**
   * Optimistic first: the version in the statement is the guard, and mostly nothing else changes the order. The lock is
   * for orders that many change at once: each of them gets its turn.
   */
  override async change(id: string, decide: Decide, also: Also = () => ({})): Promise<Change> {
    const { before, decision } = await this.decided(id, decide);
    if (!decision.isChanged) return { order: decision.state, isSaved: false };
    const extra = also(decision);
    const isSaved = await this.save(before, decision, extra);
    return isSaved ? this.changed(before, decision, extra) : this.changeLocked(id, decide, also);
  }

  private async changeLocked(id: string, decide: Decide, also: Also): Promise<Change> {
    const { before, decision, extra } = await this.db.tx(async (tx) => {
      await tx.execute(sql`SELECT FROM orders WHERE id = ${id} FOR NO KEY UPDATE`);
      const before = found(await readOrder(tx, id));
      const decision = decide(before);
      if (!decision.isChanged) return { before, decision, extra: {} };
      const extra = also(decision);
      await tx.execute(saveOrder(before, decision, extra));
      return { before, decision, extra };
    });
    return decision.isChanged
      ? this.changed(before, decision, extra)
      : { order: decision.state, isSaved: false };
  }

  /** A retained copy may be behind the database: only an order that was read may be refused. */
  private async decided(id: string, decide: Decide): Promise<{ before: Order; decision: OrderDecision }> {
    const copy = this.retained.get(id);
    if (copy) {
      try {
        return { before: copy, decision: decide(copy) };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
      }
    }
    const before = found(await this.find(id));
    return { before, decision: decide(before) };
  }

  /** @returns false when another change came first */
  private async save(before: Order, decision: OrderDecision, also: AlsoWrite): Promise<boolean> {
    try {
      await this.db.joined.execute(saveOrder(before, decision, also));
      return true;
    } catch (error) {
      if (isStale(error)) return false;
      throw error;
    }
  }

  private changed(before: Order, decision: OrderDecision, { answer }: AlsoWrite): Change {
    this.metrics.saved(before, decision);
    this.retained.update(decision.state, answer?.bytes);
    if (decision.events.length > 0) this.relay.notify([decision.state.id]);
    return { order: decision.state, isSaved: true };
  }
}

function found(order: Order | undefined): Order {
  if (!order) throw orderNotFound();
  return order;
}
