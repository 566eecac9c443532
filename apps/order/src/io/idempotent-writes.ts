import { Injectable } from '@nestjs/common';
import { Database } from '@tradepost/database';
import { IdempotentWrites } from '@tradepost/messaging';

@Injectable()
export class SqlIdempotentWrites extends IdempotentWrites {
  constructor(db: Database) {
    super(db, db);
  }
}
