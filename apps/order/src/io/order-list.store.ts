import { Injectable } from '@nestjs/common';
import { SUMMARY } from '@tradepost/contracts/limits';
import { join, nothing, sql } from '@tradepost/database';
import { normaliseEmail } from '@tradepost/decision';
import type { OrderDetails } from '../domain/order.ts';
import type { OrderState, PaymentState } from '../domain/states.ts';
import { OrderDatabase } from './order-database.ts';
import { toDetails } from './order-row.mapper.ts';

export interface OrderFilter {
  readonly userId?: string | undefined;
  readonly state?: OrderState | undefined;
  readonly paymentState?: PaymentState | undefined;
  /** Number, e-mail address or external reference. */
  readonly query?: string | undefined;
}

/** An order in a list, with the first SUMMARY.orderLines of its lines only. */
export interface ListedOrder {
  readonly order: OrderDetails;
  readonly lineCount: number;
}

/** Lists of orders, for customers and staff. */
@Injectable()
export class OrderListStore {
  constructor(private readonly db: OrderDatabase) {}

  /** Newest first; `before` is the last id of the page before. */
  async list(
    { query, ...filter }: OrderFilter,
    limit: number,
    before: string | undefined,
  ): Promise<ListedOrder[]> {
    const { userId, state, paymentState } = filter;
    const ids = query === undefined ? undefined : await this.search(query, filter, limit, before);
    const orders = await this.db.prisma.order.findMany({
      where: {
        ...(userId !== undefined && { userId }),
        ...(state !== undefined && { state }),
        ...(paymentState !== undefined && { paymentState }),
        ...(before !== undefined && { id: { lt: before } }),
        ...(ids && { id: { in: ids } }),
      },
      include: {
        lines: { orderBy: { position: 'asc' }, take: SUMMARY.orderLines },
        payment: true,
        _count: { select: { lines: true } },
      },
      orderBy: { id: 'desc' },
      take: limit,
    });
    return orders.map(({ _count, ...order }) => ({ order: toDetails(order), lineCount: _count.lines }));
  }

  /** SQL for the index on `lower(email)`: what Prisma writes for it reads every order. */
  private async search(
    query: string,
    { userId, state, paymentState }: Omit<OrderFilter, 'query'>,
    limit: number,
    before: string | undefined,
  ): Promise<string[]> {
    const conditions = [
      sql`(number = upper(${query}) OR lower(email) = lower(${normaliseEmail(query) ?? query}) OR external_reference = ${query})`,
      userId === undefined ? nothing : sql`user_id = ${userId}`,
      state === undefined ? nothing : sql`state = ${state}`,
      paymentState === undefined ? nothing : sql`payment_state = ${paymentState}`,
      before === undefined ? nothing : sql`id < ${before}`,
    ].filter((condition) => condition !== nothing);
    const rows = await this.db.query<{ id: string }>(
      sql`SELECT id FROM orders WHERE ${join(conditions, ' AND ')} ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows.map(({ id }) => id);
  }
}
