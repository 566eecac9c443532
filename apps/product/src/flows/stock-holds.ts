import { Injectable } from '@nestjs/common';
import { CUSTOMER_KEY_LENGTH, LINES, ORDER_TEXT, QUANTITY } from '@tradepost/contracts/limits';
import { normaliseUuid } from '@tradepost/decision';
import { Metrics } from '@tradepost/observability';
import { invalidField } from '../domain/field-errors.ts';
import { holdGone } from '../domain/hold.ts';
import { insufficientStock, overCustomerLimit, quantityPerVariant, type StockItem } from '../domain/stock.ts';
import { PRODUCT_SERIES } from '../product.series.ts';
import {
  AvailabilityNotifier,
  Clock,
  type ItemRelease,
  type Shipment,
  type StockReturn,
  StockStore,
} from './ports.ts';

const TTL_MS = { min: 1_000, max: 3_600_000 };

/** The stock that an order needs. */
export interface StockRequest {
  readonly orderId: string;
  readonly items: readonly StockItem[];
  readonly ttlMs: number;
  /** The pseudonymous key of the buyer; empty: not known. */
  readonly customer: string;
  /** True: the stock is sold at once. */
  readonly sell: boolean;
}

/** Holds stock for orders, then sells it or gives it back. */
@Injectable()
export class StockHolds {
  private readonly outcomes;

  constructor(
    private readonly store: StockStore,
    private readonly clock: Clock,
    private readonly availability: AvailabilityNotifier,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter(PRODUCT_SERIES.stockHolds);
  }

  /**
   * @returns whether it is sold
   * @throws DomainError `stock.insufficient`, `stock.customer_limit`, `stock.hold_gone`, `request.invalid`
   */
  async hold({ orderId, items, ttlMs, customer, sell }: StockRequest): Promise<boolean> {
    checkCustomer(customer);
    checkTtl(ttlMs);
    const now = this.clock.now();
    const outcome = await this.store.hold({
      orderId: readId('orderId', orderId),
      items: readItems(items),
      ...{ customer, sells: sell, now, expiresAt: new Date(now.getTime() + ttlMs) },
    });
    this.outcomes.inc({ outcome: outcome.kind });
    if (outcome.kind === 'short') throw insufficientStock(outcome.short);
    if (outcome.kind === 'over') throw overCustomerLimit(outcome.over);
    if (outcome.kind === 'gone') throw holdGone(outcome.state);
    if (!outcome.isUncounted) this.availability.notify();
    return outcome.kind === 'committed';
  }

  /** @throws DomainError `stock.hold_gone`, `request.invalid` */
  async commit(orderId: string): Promise<void> {
    const outcome = await this.store.commit(readId('orderId', orderId), this.clock.now());
    this.outcomes.inc({ outcome: outcome.kind });
    if (outcome.kind === 'gone') throw holdGone(outcome.state);
  }

  /** @throws DomainError `stock.hold_gone`, `request.invalid` */
  async extend(orderId: string, ttlMs: number): Promise<void> {
    checkTtl(ttlMs);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + ttlMs);
    const outcome = await this.store.extend(readId('orderId', orderId), expiresAt, now);
    this.outcomes.inc({ outcome: outcome.kind });
    if (outcome.kind === 'gone') throw holdGone(outcome.state);
  }

  /** @throws DomainError `stock.hold_gone`, `stock.exceeds_sold`, `request.invalid` */
  async consume({ shipmentId, orderId, items }: Shipment): Promise<void> {
    const shipment = {
      shipmentId: readId('shipmentId', shipmentId),
      orderId: readId('orderId', orderId),
      items: readItems(items),
    };
    await this.store.consume(shipment, this.clock.now());
    this.outcomes.inc({ outcome: 'consumed' });
  }

  /** @throws DomainError `request.invalid` */
  async release(orderId: string, reason: string): Promise<void> {
    const id = readId('orderId', orderId);
    await this.store.release(id, reason.slice(0, ORDER_TEXT.reason), this.clock.now());
    this.outcomes.inc({ outcome: 'released' });
    this.availability.notify();
  }

  /** @throws DomainError `stock.hold_gone`, `stock.exceeds_sold`, `request.invalid` */
  async releaseItems({ releaseId, orderId, items }: ItemRelease): Promise<void> {
    const release = {
      releaseId: readId('releaseId', releaseId),
      orderId: readId('orderId', orderId),
      items: readItems(items),
    };
    await this.store.releaseItems(release, this.clock.now());
    this.outcomes.inc({ outcome: 'released' });
    this.availability.notify();
  }

  /** @throws DomainError `request.invalid` */
  async takeBack({ returnId, orderId, items }: StockReturn): Promise<void> {
    const stockReturn = {
      returnId: readId('returnId', returnId),
      orderId: orderId === null ? null : readId('orderId', orderId),
      items: readItems(items),
    };
    await this.store.takeBack(stockReturn, this.clock.now());
    this.outcomes.inc({ outcome: 'returned' });
    this.availability.notify();
  }
}

function readItems(items: readonly StockItem[]): StockItem[] {
  if (items.length === 0 || items.length > LINES.purchase)
    throw invalidField('items', `Give 1 to ${LINES.purchase} lines.`);
  return quantityPerVariant(
    items.map(({ variantId, quantity }, i) => {
      if (!Number.isInteger(quantity) || quantity < QUANTITY.min || quantity > QUANTITY.max)
        throw invalidField(
          `items[${i}].quantity`,
          `Give a whole number from ${QUANTITY.min} to ${QUANTITY.max}.`,
        );
      return { variantId: readId(`items[${i}].variantId`, variantId), quantity };
    }),
  );
}

/** In the form in which ids are compared: one variant in two spellings must be one item. */
function readId(field: string, id: string): string {
  const uuid = normaliseUuid(id);
  if (uuid === undefined) throw invalidField(field, 'Give a UUID.');
  return uuid;
}

function checkTtl(ttlMs: number): void {
  if (!Number.isInteger(ttlMs) || ttlMs < TTL_MS.min || ttlMs > TTL_MS.max)
    throw invalidField('ttlMs', `Give ${TTL_MS.min} to ${TTL_MS.max} ms.`);
}

function checkCustomer(customer: string): void {
  if (customer.length > CUSTOMER_KEY_LENGTH || customer.includes('\0'))
    throw invalidField('customer', `Give at most ${CUSTOMER_KEY_LENGTH} characters, none of them U+0000.`);
}
