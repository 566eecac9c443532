import { DomainError, type Decision } from '@tradepost/decision';
import type { SagaWrite } from '@tradepost/saga';
import { applyInMemory } from '@tradepost/saga/memory';
import type { OrderEvent, PendingOrder } from '../domain/order.ts';
import type { AlsoWrite } from '../flows/ports/order-store.ts';
import {
  PurchaseStore,
  type Claim,
  type Claimed,
  type ClaimName,
  type TakenKey,
} from '../flows/ports/purchase-store.ts';
import type { MemoryOrderStore } from './memory-order-store.ts';

interface Known {
  readonly request: string;
  readonly answer: Uint8Array | null;
  readonly orderId: string;
}

/** Idempotency keys of purchases in memory, by the same contract as Postgres. */
export class MemoryPurchaseStore extends PurchaseStore {
  private readonly claims = new Map<string, Known>();
  private lastNumber = 100_000;

  constructor(private readonly store: MemoryOrderStore) {
    super();
    store.onAlsoWrite = (also) => this.write(also);
  }

  override async claim(
    decision: Decision<PendingOrder, OrderEvent>,
    claim: Claim,
    saga: SagaWrite,
  ): Promise<Claimed> {
    const taken = this.takenBy(claim);
    if (taken) return taken;
    this.assertUnique(decision.state.externalReference);
    applyInMemory(saga);
    const order = { ...decision.state, number: `TP-${++this.lastNumber}` };
    this.claims.set(nameOf(claim), { request: claim.request, answer: null, orderId: order.id });
    this.store.write({ ...decision, state: order });
    return { kind: 'claimed', order };
  }

  override findClaim(claim: Claim): Promise<TakenKey | undefined> {
    return Promise.resolve(this.takenBy(claim));
  }

  override findAnswer(_orderId: string, claim: Claim): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.takenBy(claim)?.answer ?? undefined);
  }

  override async settle(also: AlsoWrite): Promise<void> {
    if (also.saga) applyInMemory(also.saga);
    this.write(also);
  }

  override async discard(orderId: string, claim: ClaimName, saga: SagaWrite): Promise<void> {
    applyInMemory(saga);
    this.claims.delete(nameOf(claim));
    if (this.store.orders.get(orderId)?.state === 'pending') this.store.orders.delete(orderId);
  }

  override release(): void {}

  private takenBy(claim: Claim): TakenKey | undefined {
    const known = this.claims.get(nameOf(claim));
    if (!known) return undefined;
    const order = this.store.orders.get(known.orderId);
    const isWaiting = order?.state === 'pending' && order.payment.state === 'requires_action';
    return {
      kind: 'taken',
      isSameRequest: known.request === claim.request,
      answer: known.answer,
      challengedId: isWaiting && !known.answer ? known.orderId : null,
    };
  }

  private assertUnique(reference: string | null): void {
    const same = [...this.store.orders.values()].find(
      ({ externalReference, state }) =>
        externalReference !== null &&
        externalReference === reference &&
        state !== 'rejected' &&
        state !== 'expired',
    );
    if (same) throw new DomainError('duplicate', 'order.duplicate_reference', 'taken', { orderId: same.id });
  }

  private write({ answer, freedKey }: AlsoWrite): void {
    const known = answer && this.claims.get(nameOf(answer.claim));
    if (known) this.claims.set(nameOf(answer.claim), { ...known, answer: answer.bytes });
    if (freedKey) this.claims.delete(nameOf(freedKey));
  }
}

const nameOf = ({ scope, key }: ClaimName): string => JSON.stringify([scope, key]);
