import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, join, sql } from '@tradepost/database';
import { DomainError, type Decision } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { sagaSql, type SagaWrite } from '@tradepost/saga';
import type { OrderEvent, PendingOrder } from '../domain/order.ts';
import type { AlsoWrite } from '../flows/ports/order-store.ts';
import {
  PurchaseStore,
  type Claim,
  type Claimed,
  type ClaimName,
  type TakenKey,
} from '../flows/ports/purchase-store.ts';
import { freeKey, insertOrder, saveAlso, writesOf } from './order-writes.store.ts';
import { RetainedOrders } from './retained-orders.ts';

const CLAIM_ATTEMPTS = 5;

type Placed = Decision<PendingOrder, OrderEvent>;

/** Idempotency keys of purchases in Postgres. */
@Injectable()
export class PostgresPurchaseStore extends PurchaseStore {
  constructor(
    private readonly db: Database,
    private readonly retained: RetainedOrders,
  ) {
    super();
  }

  override async claim(decision: Placed, claim: Claim, saga: SagaWrite): Promise<Claimed> {
    // A key may be freed between the two statements; each of them ends at once.
    for (let attempt = 1; attempt <= CLAIM_ATTEMPTS; attempt++) {
      const number = await this.tryToClaim(decision, claim, saga);
      if (number !== undefined) {
        const order = { ...decision.state, number };
        this.retained.retain(order);
        return { kind: 'claimed', order };
      }
      const taken = await this.findClaim(claim);
      if (taken) return taken;
    }
    throw new RetryableError('aborted', 'the key was claimed and freed again and again');
  }

  override async findClaim({ scope, key, request }: Claim): Promise<TakenKey | undefined> {
    const row = await this.db.maybeOne<{
      request_hash: Uint8Array;
      response: Uint8Array | null;
      challenged_id: string | null;
    }>(
      sql`
        SELECT request_hash, response, CASE WHEN response IS NULL THEN (
          SELECT o.id FROM orders o JOIN sagas s ON s.id = o.id
          WHERE o.payment_state = 'requires_action' AND o.state = 'pending'
            AND s.state -> 'claim' ->> 'scope' = k.scope AND s.state -> 'claim' ->> 'key' = k.key
        ) END AS challenged_id
        FROM idempotency_keys k WHERE scope = ${scope} AND key = ${key}`,
    );
    if (!row) return undefined;
    const isSameRequest = Buffer.compare(row.request_hash, hashOf(request)) === 0;
    return { kind: 'taken', isSameRequest, answer: row.response, challengedId: row.challenged_id };
  }

  override async findAnswer(orderId: string, claim: Claim): Promise<Uint8Array | undefined> {
    return this.retained.answerOf(orderId) ?? (await this.findClaim(claim))?.answer ?? undefined;
  }

  override async settle(also: AlsoWrite): Promise<void> {
    await this.db.joined.execute(saveAlso(also));
  }

  override async discard(orderId: string, claim: ClaimName, saga: SagaWrite): Promise<void> {
    await this.db.execute(sql`
      WITH saga AS (${sagaSql(saga)}), freed AS (${freeKey(claim)})
      DELETE FROM orders WHERE id = ${orderId} AND state = 'pending'`);
  }

  override release(orderId: string): void {
    this.retained.release(orderId);
  }

  /** @returns the new order's number; undefined: the key is taken */
  private async tryToClaim(
    decision: Placed,
    { scope, key, request }: Claim,
    saga: SagaWrite,
  ): Promise<string | undefined> {
    const { state } = decision;
    const parts = [
      sql`claimed AS (
        INSERT INTO idempotency_keys (scope, key, request_hash) VALUES (${scope}, ${key}, ${hashOf(request)})
        ON CONFLICT (scope, key) DO NOTHING RETURNING key)`,
      sql`made AS (${insertOrder(state)})`,
      ...writesOf(decision, sql`made`),
      sql`saga AS (${sagaSql(saga, sql`FROM claimed`)})`,
    ];
    try {
      const row = await this.db.joined.maybeOne<{ number: string }>(
        sql`WITH ${join(parts, ', ')} SELECT number FROM made`,
      );
      return row?.number;
    } catch (error) {
      if (isUniqueViolation(error, 'orders_reference')) throw await this.duplicate(state.externalReference);
      throw error;
    }
  }

  private async duplicate(reference: string | null): Promise<DomainError> {
    const row = await this.db.maybeOne<{ id: string }>(
      sql`SELECT id FROM orders WHERE external_reference = ${reference} AND state NOT IN ('rejected', 'expired')`,
    );
    return new DomainError(
      'duplicate',
      'order.duplicate_reference',
      'Another order has this `externalReference`. Send a new one, or read that order.',
      row ? { orderId: row.id } : {},
    );
  }
}

const hashOf = (request: string): Uint8Array => createHash('sha256').update(request).digest();
