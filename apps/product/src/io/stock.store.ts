import { Injectable } from '@nestjs/common';
import { type Queryable, sql } from '@tradepost/database';
import { type HoldState, isStanding } from '../domain/hold.ts';
import {
  type CommitOutcome,
  type ExtendOutcome,
  type HoldOutcome,
  type HoldRequest,
  type ItemRelease,
  type Shipment,
  type StockReturn,
  StockStore,
} from '../flows/ports.ts';
import { commitHold, expireHolds, markReleased, releaseHold } from './end-hold.sql.ts';
import { STATES_BEFORE } from './hold-states.sql.ts';
import { type HoldAttempt, holdStock } from './hold-stock.sql.ts';
import { ProductDatabase } from './product-database.ts';
import { giveBackItems } from './release-items.ts';
import { returnStock } from './return-stock.sql.ts';
import { recordShipment } from './shipments.ts';

// With a customer's number: the orders of one customer, where a limit counts them.
const CUSTOMER_LOCK = 7_270_911;

/** Every rule about levels and holds is in the statements of `*.sql.ts`; this runs them and says what came of it. */
@Injectable()
export class PostgresStockStore extends StockStore {
  constructor(private readonly db: ProductDatabase) {
    super();
  }

  async hold(request: HoldRequest): Promise<HoldOutcome> {
    const { isHeld, isCounted, over, short } = await this.attempt(request);
    if (isHeld)
      return { kind: request.sells ? 'committed' : 'held', ...(!isCounted && { isUncounted: true }) };
    if (over.length > 0) return { kind: 'over', over };
    // Repeated, or overtaken by another call for the same order, which the statement may count as a shortage.
    const state = await this.stateOf(request.orderId);
    if (state === undefined) return { kind: 'short', short };
    if (!isStanding(state)) return { kind: 'gone', state };
    return { kind: state === 'held' ? 'held' : 'committed' };
  }

  async commit(orderId: string, now: Date): Promise<CommitOutcome> {
    if (await this.db.maybeOne(commitHold(orderId, now))) return { kind: 'committed' };
    const state = await this.stateOf(orderId);
    if (state === 'committed' || state === 'consumed') return { kind: 'committed' };
    return { kind: 'gone', state: state ?? 'unknown' };
  }

  async extend(orderId: string, expiresAt: Date, now: Date): Promise<ExtendOutcome> {
    const extended = await this.db.maybeOne(sql`
      UPDATE holds SET expires_at = greatest(expires_at, ${expiresAt}), changed_at = ${now}
      WHERE order_id = ${orderId} AND state IN ${STATES_BEFORE.expired} RETURNING order_id`);
    if (extended) return { kind: 'extended' };
    const state = await this.stateOf(orderId);
    if (state === 'committed' || state === 'consumed') return { kind: 'extended' };
    return { kind: 'gone', state: state ?? 'unknown' };
  }

  consume(shipment: Shipment, now: Date): Promise<void> {
    return recordShipment(this.db, shipment, now);
  }

  async release(orderId: string, reason: string, now: Date): Promise<void> {
    if (await this.db.maybeOne(releaseHold(orderId, reason, now))) return;
    const isMarked = (await this.db.execute(markReleased(orderId, reason, now))) > 0;
    // There is a hold: it is over already, or it came between the two statements.
    if (!isMarked) await this.db.maybeOne(releaseHold(orderId, reason, now));
  }

  releaseItems(release: ItemRelease, now: Date): Promise<void> {
    return giveBackItems(this.db, release, now);
  }

  async takeBack(stockReturn: StockReturn, now: Date): Promise<void> {
    await this.db.execute(returnStock(stockReturn, now));
  }

  async expire(now: Date, limit: number): Promise<number> {
    return (await this.db.query(expireHolds(now, limit))).length;
  }

  /**
   * Variants without a limit per customer are held by the first statement. With a limit, the customer's orders take
   * turns for a second one: a statement does not see what was committed after it began.
   */
  private async attempt(request: HoldRequest): Promise<HoldAttempt> {
    const { customer } = request;
    const isAnonymous = customer === '';
    const first = await this.attemptOn(this.db, request, isAnonymous);
    if (first.isHeld || !first.isLimited || isAnonymous) return first;
    return this.db.tx(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(${CUSTOMER_LOCK}::int, hashtext(${customer}))`);
      return this.attemptOn(tx, request, true);
    });
  }

  private attemptOn(db: Queryable, request: HoldRequest, isCountFinal: boolean): Promise<HoldAttempt> {
    return db.one<HoldAttempt>(holdStock(request, isCountFinal));
  }

  private async stateOf(orderId: string): Promise<HoldState | undefined> {
    const hold = await this.db.maybeOne<{ state: HoldState }>(
      sql`SELECT state FROM holds WHERE order_id = ${orderId}`,
    );
    return hold?.state;
  }
}
