import type { Decision } from '@tradepost/decision';
import type { SagaWrite } from '@tradepost/saga';
import type { OrderEvent, PendingOrder } from '../../domain/order.ts';
import type { AlsoWrite } from './order-store.ts';

/** An idempotency key and whose it is. */
export interface ClaimName {
  readonly scope: string;
  readonly key: string;
}

export interface Claim extends ClaimName {
  /** What was requested: the same text for the same request. */
  readonly request: string;
}

/** A key that was claimed before. */
export interface TakenKey {
  readonly kind: 'taken';
  /** False: the key belongs to a different request. */
  readonly isSameRequest: boolean;
  /** Null: the purchase is not decided yet. */
  readonly answer: Uint8Array | null;
  /** The order under this key that waits for its payer; null: none does. */
  readonly challengedId: string | null;
}

export type Claimed = { readonly kind: 'claimed'; readonly order: PendingOrder } | TakenKey;

/** Purchases in progress, by idempotency key. */
export abstract class PurchaseStore {
  /**
   * Claims the key and makes the order with its saga, or does nothing at all. This process then retains a copy of the
   * order, and of its final answer, until `release`.
   * @throws DomainError `order.duplicate_reference`
   */
  abstract claim(
    decision: Decision<PendingOrder, OrderEvent>,
    claim: Claim,
    saga: SagaWrite,
  ): Promise<Claimed>;
  /** The key as the database knows it; undefined: it is free. */
  abstract findClaim(claim: Claim): Promise<TakenKey | undefined>;
  /** The final answer to this purchase; undefined: there is none. */
  abstract findAnswer(orderId: string, claim: Claim): Promise<Uint8Array | undefined>;
  /** Records a saga's progress, and answers or frees a key with it, without a change of its order. */
  abstract settle(also: AlsoWrite): Promise<void>;
  /** Removes a pending order of which nothing is left, and frees its key. */
  abstract discard(orderId: string, claim: ClaimName, saga: SagaWrite): Promise<void>;
  abstract release(orderId: string): void;
}
