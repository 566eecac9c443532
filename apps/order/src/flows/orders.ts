import { DomainError, type Decision } from '@tradepost/decision';
import type { Order, OrderEvent } from '../domain/order.ts';
import { type OrderStore, StaleOrder, type Along } from './ports.ts';

const ATTEMPTS = 5;

/** What a purchase of this process needs at hand, so that it need not be read back after every write. */
type InHand = { order: Order; answer?: Uint8Array };

/** The way to change an order: decide on what it is now, save under its version, again when somebody was faster. */
export class Orders {
  private readonly inHand = new Map<string, InHand>();

  constructor(private readonly store: OrderStore) {}

  /** Keeps an order that was just made at hand until `drop`. */
  keep(order: Order): void {
    this.inHand.set(order.id, { order });
  }

  drop(id: string): void {
    this.inHand.delete(id);
  }

  /** The final answer, if this process wrote it and the order is still at hand. */
  answerOf(id: string): Uint8Array | undefined {
    return this.inHand.get(id)?.answer;
  }

  async get(id: string): Promise<Order> {
    return this.inHand.get(id)?.order ?? this.read(id);
  }

  /** As it is in the store now, whoever changed it. */
  async read(id: string): Promise<Order> {
    const order = await this.store.find(id);
    if (!order) throw new Error(`order ${id} is gone`);
    this.update(order);
    return order;
  }

  /**
   * @param along what is written in the same statement, made from the order as it will be.
   * @returns whether anything was saved; an unchanged order takes nothing along.
   */
  async change(
    id: string,
    decide: (order: Order) => Decision<Order, OrderEvent>,
    along: (decision: Decision<Order, OrderEvent>) => Along = () => ({}),
  ): Promise<{ order: Order; isSaved: boolean }> {
    for (let attempt = 1; ; attempt++) {
      const decision = await this.decided(id, decide, attempt === 1);
      if (!decision.isChanged) return { order: decision.state, isSaved: false };
      const with_ = along(decision);
      try {
        await this.store.save(decision, with_);
      } catch (error) {
        if (error instanceof StaleOrder && attempt < ATTEMPTS) continue;
        throw error;
      }
      this.update(decision.state, with_.answer?.bytes);
      return { order: decision.state, isSaved: true };
    }
  }

  /** The copy at hand may be behind, where the answer to a write got lost: only what is stored may be refused. */
  private async decided(
    id: string,
    decide: (order: Order) => Decision<Order, OrderEvent>,
    mayBeAtHand: boolean,
  ): Promise<Decision<Order, OrderEvent>> {
    const atHand = mayBeAtHand ? this.inHand.get(id)?.order : undefined;
    if (atHand) {
      try {
        return decide(atHand);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
      }
    }
    return decide(await this.read(id));
  }

  /** A reader may come back with what the order was before the last write; the newest is kept. */
  private update(order: Order, answer?: Uint8Array): void {
    const known = this.inHand.get(order.id);
    if (!known) return;
    if (order.version >= known.order.version) known.order = order;
    if (answer) known.answer = answer;
  }
}
