import { Injectable } from '@nestjs/common';
import { SUMMARY } from '@tradepost/contracts/limits';
import type { OrderDetails } from '../domain/order.ts';
import { OrderDatabase } from './order-database.ts';
import { toDetails } from './order-row.mapper.ts';
import { idsOfPage, type OrderFilter } from './order-search.sql.ts';

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
  async list(filter: OrderFilter, limit: number, before: string | undefined): Promise<ListedOrder[]> {
    const { userId } = filter;
    const page = idsOfPage(filter, limit, before);
    const ids = page && (await this.db.query<{ id: string }>(page)).map(({ id }) => id);
    const orders = await this.db.prisma.order.findMany({
      where: {
        ...(userId !== undefined && { userId }),
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
}
