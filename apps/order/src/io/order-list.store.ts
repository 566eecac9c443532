import { Injectable } from '@nestjs/common';
import { Database, join, nothing, sql, type Sql } from '@tradepost/database';
import type { OrderDetails } from '../domain/order.ts';
import type { OrderState, PaymentState } from '../domain/states.ts';
import { readListed } from './order-reads.store.ts';

export interface OrderFilter {
  readonly userId?: string | undefined;
  readonly state?: OrderState | undefined;
  readonly paymentState?: PaymentState | undefined;
  /** Number, e-mail address or external reference. */
  readonly query?: string | undefined;
}

/** Lists of orders, for customers and staff. */
@Injectable()
export class OrderListStore {
  constructor(private readonly db: Database) {}

  /** Newest first; `before` is the last id of the page before. */
  list(filter: OrderFilter, limit: number, before: string | undefined): Promise<OrderDetails[]> {
    const { userId, state, paymentState, query } = filter;
    const conditions = [
      ...(userId === undefined ? [] : [sql`o.user_id = ${userId}`]),
      ...(state === undefined ? [] : [sql`o.state = ${state}`]),
      ...(paymentState === undefined ? [] : [sql`o.payment_state = ${paymentState}`]),
      ...(query === undefined ? [] : [matches(query)]),
      ...(before === undefined ? [] : [sql`o.id < ${before}`]),
    ];
    const where = conditions.length === 0 ? nothing : sql`WHERE ${join(conditions, ' AND ')}`;
    return readListed(this.db, where, limit);
  }
}

const matches = (query: string): Sql =>
  sql`(o.number = upper(${query}) OR lower(o.email) = lower(${query}) OR o.external_reference = ${query})`;
