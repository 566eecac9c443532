import { Inject, Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, join, nothing, sql, type Sql } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { OutboxRelay } from '@tradepost/messaging';
import type { Order, TimelineEntry } from '../domain/order.ts';
import {
  OrderStore,
  StaleOrder,
  type Along,
  type Claim,
  type Claimed,
  type ClaimName,
  type OrderFilter,
} from '../flows/ports.ts';
import { toOrder, type OrderRow } from './order.rows.ts';
import { freeKey, insertOrder, isStale, saveOrder, writesOf, type Change } from './order.writes.ts';

const CLAIM_ATTEMPTS = 5;

/** Orders in Postgres. Every change is one statement, so nothing of it can be seen or lost alone. */
@Injectable()
export class PostgresOrderStore extends OrderStore {
  constructor(
    private readonly db: Database,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
  ) {
    super();
  }

  override async claim(decision: Change, claim: Claim, saga: (from: Sql) => Sql): Promise<Claimed> {
    // A key that is freed while we look at it is worth another try; each ends at once.
    for (let attempt = 1; attempt <= CLAIM_ATTEMPTS; attempt++) {
      const number = await this.tryToClaim(decision, claim, saga);
      if (number !== undefined) return { kind: 'claimed', order: { ...decision.state, number } };
      const taken = await this.findClaim(claim);
      if (taken) return taken;
    }
    throw new NotYet('aborted', 'the key was claimed and freed again and again');
  }

  override async save(decision: Change, along: Along = {}): Promise<void> {
    await this.db.execute(saveOrder(decision, along)).catch((error: unknown) => {
      throw isStale(error) ? new StaleOrder(`order ${decision.state.id} has moved on`) : error;
    });
    if (decision.events.length > 0) this.relay.notify();
  }

  override async discard(id: string, claim: ClaimName, saga: Sql): Promise<void> {
    await this.db.execute(sql`
      WITH saga AS (${saga}), freed AS (${freeKey(claim)})
      DELETE FROM orders WHERE id = ${id} AND state = 'pending'`);
  }

  override async progress(saga: Sql): Promise<void> {
    await this.db.execute(saga);
  }

  override async find(id: string): Promise<Order | undefined> {
    const row = await this.db.maybeOne<OrderRow>(sql`${selectOrders()} WHERE o.id = ${id}`);
    return row && toOrder(row);
  }

  override async findWithTimeline(
    id: string,
  ): Promise<{ order: Order; timeline: TimelineEntry[] } | undefined> {
    const row = await this.db.maybeOne<
      OrderRow & { timeline: (Omit<TimelineEntry, 'at'> & { at: string })[] | null }
    >(sql`${selectOrders(story)} WHERE o.id = ${id}`);
    const timeline = (row?.timeline ?? []).map((entry) => ({ ...entry, at: new Date(entry.at) }));
    return row && { order: toOrder(row), timeline };
  }

  override async findClaim({
    scope,
    key,
  }: ClaimName): Promise<Extract<Claimed, { kind: 'taken' }> | undefined> {
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
    const { request_hash: requestHash, response: answer, challenged_id: challengedId } = row;
    return { kind: 'taken', requestHash, answer, challengedId };
  }

  override async list(filter: OrderFilter, limit: number, before: string | undefined): Promise<Order[]> {
    const { userId, state, paymentState, query } = filter;
    const conditions = [
      ...(userId === undefined ? [] : [sql`o.user_id = ${userId}`]),
      ...(state === undefined ? [] : [sql`o.state = ${state}`]),
      ...(paymentState === undefined ? [] : [sql`o.payment_state = ${paymentState}`]),
      ...(query === undefined ? [] : [matches(query)]),
      ...(before === undefined ? [] : [sql`o.id < ${before}`]),
    ];
    const where = conditions.length === 0 ? nothing : sql`WHERE ${join(conditions, ' AND ')}`;
    const rows = await this.db.query<OrderRow>(
      sql`${selectOrders()} ${where} ORDER BY o.id DESC LIMIT ${limit}`,
    );
    return rows.map(toOrder);
  }

  private async tryToClaim(
    decision: Change,
    { scope, key, requestHash }: Claim,
    saga: (from: Sql) => Sql,
  ): Promise<string | undefined> {
    const { state } = decision;
    const parts = [
      sql`claimed AS (
        INSERT INTO idempotency_keys (scope, key, request_hash) VALUES (${scope}, ${key}, ${requestHash})
        ON CONFLICT (scope, key) DO NOTHING RETURNING key)`,
      sql`made AS (${insertOrder(state)})`,
      ...writesOf(decision, sql`made`),
      sql`saga AS (${saga(sql`FROM claimed`)})`,
    ];
    try {
      const row = await this.db.maybeOne<{ number: string }>(
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
      'There is an order with this external reference.',
      row ? { orderId: row.id } : {},
    );
  }
}

/** One statement, so that an order is never shown with the story of another version. */
export const selectOrders = (more: Sql = nothing): Sql => sql`
  SELECT o.*, p.provider_ref, coalesce(p.captured_minor, 0) AS captured_minor,
         coalesce(p.refunded_minor, 0) AS refunded_minor, p.challenge_url, p.challenge_until,
         (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.position) FROM order_lines l WHERE l.order_id = o.id) AS lines
         ${more}
  FROM orders o LEFT JOIN payments p ON p.order_id = o.id`;

export const story = sql`, (
  SELECT jsonb_agg(jsonb_build_object('at', t.at, 'type', t.type, 'detail', t.detail, 'actor', t.actor) ORDER BY t.seq)
  FROM order_timeline t WHERE t.order_id = o.id) AS timeline`;

const matches = (query: string): Sql =>
  sql`(o.number = upper(${query}) OR lower(o.email) = lower(${query}) OR o.external_reference = ${query})`;
