import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { Metrics } from '@tradepost/observability';
import { isUuid } from '../domain/cursor.ts';
import { holdGone, insufficientStock, overLimit, summed, type Wanted } from '../domain/stock.ts';
import { AvailabilityNews, Clock, type ReturnedGoods, type Shipment, StockStore } from './ports.ts';

const TTL_MS = { min: 1_000, max: 3_600_000 };
const MOST_LINES = 1_200;
const LARGEST_QUANTITY = 999_999;
const LONGEST_CUSTOMER = 100;

/** Goods that an order asks for. */
export type Asked = {
  readonly orderId: string;
  readonly items: readonly Wanted[];
  readonly ttlMs: number;
  /** Who buys; empty: not known. */
  readonly customer: string;
};

/** Holds goods for orders, sells them or gives them back. */
@Injectable()
export class StockHolds {
  private readonly outcomes;

  constructor(
    private readonly store: StockStore,
    private readonly clock: Clock,
    private readonly news: AvailabilityNews,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter('stock_holds_total', 'Answers to holds, commits and releases of stock', [
      'deed',
      'outcome',
    ]);
  }

  /** @throws DomainError `stock.insufficient`, `stock.customer_limit`, `stock.hold_gone`, `request.invalid` */
  async hold({ orderId, items, ttlMs, customer }: Asked): Promise<void> {
    checkOrder(orderId);
    checkCustomer(customer);
    checkItems(items);
    checkTtl(ttlMs);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + ttlMs);
    const outcome = await this.store.hold({ orderId, customer, wanted: summed(items), now, expiresAt });
    this.outcomes.inc({ deed: 'hold', outcome: outcome.kind });
    if (outcome.kind === 'short') throw insufficientStock(outcome.short);
    if (outcome.kind === 'over') throw overLimit(outcome.over);
    if (outcome.kind === 'gone') throw holdGone(outcome.state);
    this.news.notify();
  }

  /** @throws DomainError `stock.hold_gone` */
  async commit(orderId: string): Promise<void> {
    checkOrder(orderId);
    const outcome = await this.store.commit(orderId, this.clock.now());
    this.outcomes.inc({ deed: 'commit', outcome: outcome.kind });
    if (outcome.kind === 'gone') throw holdGone(outcome.state);
  }

  /** @throws DomainError `stock.hold_gone`, `request.invalid` */
  async extend(orderId: string, ttlMs: number): Promise<void> {
    checkOrder(orderId);
    checkTtl(ttlMs);
    const now = this.clock.now();
    const outcome = await this.store.extend(orderId, new Date(now.getTime() + ttlMs), now);
    this.outcomes.inc({ deed: 'extend', outcome: outcome.kind });
    if (outcome.kind === 'gone') throw holdGone(outcome.state);
  }

  /** @throws DomainError `stock.hold_gone`, `stock.exceeds_sold`, `request.invalid` */
  async consume({ shipmentId, orderId, items }: Shipment): Promise<void> {
    if (!isUuid(shipmentId)) throw invalid('shipmentId', 'Give the id of a parcel.');
    checkOrder(orderId);
    checkItems(items);
    await this.store.consume({ shipmentId, orderId, items: summed(items) }, this.clock.now());
    this.outcomes.inc({ deed: 'consume', outcome: 'consumed' });
  }

  async release(orderId: string, reason: string): Promise<void> {
    checkOrder(orderId);
    await this.store.release(orderId, reason.slice(0, 500), this.clock.now());
    this.outcomes.inc({ deed: 'release', outcome: 'released' });
    this.news.notify();
  }

  /** Goods that were sold come back; the same return changes stock once. @throws DomainError `request.invalid` */
  async takeBack({ returnId, orderId, items }: ReturnedGoods): Promise<void> {
    if (!isUuid(returnId)) throw invalid('returnId', 'Give the id of a return.');
    if (orderId !== null) checkOrder(orderId);
    checkItems(items);
    await this.store.takeBack({ returnId, orderId, items: summed(items) }, this.clock.now());
    this.outcomes.inc({ deed: 'take back', outcome: 'returned' });
    this.news.notify();
  }
}

function checkItems(items: readonly Wanted[]): void {
  if (items.length === 0 || items.length > MOST_LINES)
    throw invalid('items', `Give 1 to ${MOST_LINES} lines.`);
  items.forEach(({ variantId, quantity }, i) => {
    if (!isUuid(variantId)) throw invalid(`items[${i}].variantId`, 'Give the id of a variant.');
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > LARGEST_QUANTITY)
      throw invalid(`items[${i}].quantity`, `Use a whole number from 1 to ${LARGEST_QUANTITY}.`);
  });
}

function checkTtl(ttlMs: number): void {
  if (!Number.isInteger(ttlMs) || ttlMs < TTL_MS.min || ttlMs > TTL_MS.max)
    throw invalid('ttlMs', `Use ${TTL_MS.min} to ${TTL_MS.max} ms.`);
}

function checkCustomer(customer: string): void {
  if (customer.length > LONGEST_CUSTOMER || customer.includes('\0'))
    throw invalid('customer', `Use up to ${LONGEST_CUSTOMER} characters.`);
}

function checkOrder(orderId: string): void {
  if (!isUuid(orderId)) throw invalid('orderId', 'Give the id of an order.');
}

const invalid = (field: string, detail: string): DomainError =>
  new DomainError('invalid', 'request.invalid', `${field}: ${detail}`, {
    errors: [{ code: 'field.invalid', field, detail }],
  });
