import { Injectable } from '@nestjs/common';
import { IdempotentWrites } from '@tradepost/messaging';
import { OrderDatabase, type OrderTransaction } from './order-database.ts';

/** Its transactions take Prisma and SQL. */
@Injectable()
export class OrderIdempotency extends IdempotentWrites<OrderTransaction> {
  constructor(db: OrderDatabase) {
    super(db, db.withPrisma);
  }
}
