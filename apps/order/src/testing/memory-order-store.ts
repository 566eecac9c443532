import { DomainError, type Decision } from '@tradepost/decision';
import type { Sql } from '@tradepost/database';
import { entriesOf } from '../domain/events.ts';
import type { Order, OrderEvent, TimelineEntry } from '../domain/order.ts';
import {
  OrderStore,
  StaleOrder,
  type Along,
  type Claim,
  type Claimed,
  type ClaimName,
  type OrderFilter,
} from '../flows/ports.ts';

type Change = Decision<Order, OrderEvent>;
type Taken = Extract<Claimed, { kind: 'taken' }>;

/** Orders in memory, by the same contract as Postgres. */
export class MemoryOrderStore extends OrderStore {
  readonly orders = new Map<string, Order>();
  readonly events: OrderEvent[] = [];
  private readonly claims = new Map<string, Omit<Taken, 'challengedId'> & { orderId: string }>();
  private readonly timelines = new Map<string, TimelineEntry[]>();
  private lastNumber = 100_000;

  override claim(decision: Change, claim: Claim, _saga: (from: Sql) => Sql): Promise<Claimed> {
    const taken = this.takenBy(claim);
    if (taken) return Promise.resolve(taken);
    const { externalReference } = decision.state;
    const same = [...this.orders.values()].find(
      (order) =>
        order.externalReference !== null &&
        order.externalReference === externalReference &&
        order.state !== 'rejected' &&
        order.state !== 'expired',
    );
    if (same)
      return Promise.reject(
        new DomainError('duplicate', 'order.duplicate_reference', 'taken', { orderId: same.id }),
      );
    const { requestHash } = claim;
    this.claims.set(nameOf(claim), { kind: 'taken', requestHash, answer: null, orderId: decision.state.id });
    const order = { ...decision.state, number: `TP-${++this.lastNumber}` };
    this.write({ ...decision, state: order });
    return Promise.resolve({ kind: 'claimed', order });
  }

  override save(decision: Change, along: Along = {}): Promise<void> {
    const { state } = decision;
    if (this.orders.get(state.id)?.version !== state.version - 1)
      return Promise.reject(new StaleOrder(`order ${state.id} has moved on`));
    this.write(decision);
    const { answer, freed } = along;
    const taken = answer && this.claims.get(nameOf(answer.claim));
    if (taken) this.claims.set(nameOf(answer.claim), { ...taken, answer: answer.bytes });
    if (freed) this.claims.delete(nameOf(freed));
    return Promise.resolve();
  }

  override discard(id: string, claim: ClaimName): Promise<void> {
    this.claims.delete(nameOf(claim));
    if (this.orders.get(id)?.state === 'pending') this.orders.delete(id);
    return Promise.resolve();
  }

  override progress(): Promise<void> {
    return Promise.resolve();
  }

  override find(id: string): Promise<Order | undefined> {
    return Promise.resolve(this.orders.get(id));
  }

  override findWithTimeline(id: string): Promise<{ order: Order; timeline: TimelineEntry[] } | undefined> {
    const order = this.orders.get(id);
    return Promise.resolve(order && { order, timeline: this.timelines.get(id) ?? [] });
  }

  override findClaim(claim: ClaimName): Promise<Taken | undefined> {
    return Promise.resolve(this.takenBy(claim));
  }

  private takenBy(claim: ClaimName): Taken | undefined {
    const known = this.claims.get(nameOf(claim));
    if (!known) return undefined;
    const { orderId, ...taken } = known;
    const order = this.orders.get(orderId);
    const isWaiting = order?.state === 'pending' && order.paymentState === 'requires_action';
    return { ...taken, challengedId: isWaiting && !taken.answer ? orderId : null };
  }

  override list(filter: OrderFilter, limit: number, before: string | undefined): Promise<Order[]> {
    const found = [...this.orders.values()]
      .filter((order) => before === undefined || order.id < before)
      .filter((order) => isWanted(order, filter))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    return Promise.resolve(found.slice(0, limit));
  }

  private write({ state, events }: Change): void {
    this.orders.set(state.id, state);
    this.events.push(...events);
    const before = this.timelines.get(state.id) ?? [];
    this.timelines.set(state.id, [...before, ...entriesOf(events, state.updatedAt)]);
  }
}

const nameOf = ({ scope, key }: ClaimName): string => JSON.stringify([scope, key]);

function isWanted(order: Order, { userId, state, paymentState, query }: OrderFilter): boolean {
  return (
    (userId === undefined || order.userId === userId) &&
    (state === undefined || order.state === state) &&
    (paymentState === undefined || order.paymentState === paymentState) &&
    (query === undefined ||
      order.number === query.toUpperCase() ||
      order.email.toLowerCase() === query.toLowerCase() ||
      order.externalReference === query)
  );
}
