import { Injectable } from '@nestjs/common';
import type { ListHoldsRequest, ListHoldsResponse } from '@tradepost/contracts';
import { Database, sql } from '@tradepost/database';
import { DomainError, isUuid } from '@tradepost/decision';
import type { HoldState } from '../domain/hold.ts';

const MOST = 1_000;

type HoldRow = { orderId: string; state: HoldState; expiresAt: Date | null; changedAt: Date };

/** Holds as they are, for checks that compare them with orders. Ids grow with time, so the key finds the recent ones. */
@Injectable()
export class HoldList {
  constructor(private readonly db: Database) {}

  /** @throws DomainError `request.invalid` */
  async page({ afterOrderId, pageSize }: ListHoldsRequest): Promise<ListHoldsResponse> {
    if (!isUuid(afterOrderId) || !Number.isInteger(pageSize) || pageSize < 1 || pageSize > MOST)
      throw new DomainError(
        'invalid',
        'request.invalid',
        `Give an order's id and 1 to ${MOST} as page size.`,
      );
    const rows = await this.db.query<HoldRow>(sql`
      SELECT order_id AS "orderId", state, expires_at AS "expiresAt", changed_at AS "changedAt"
      FROM holds WHERE order_id > ${afterOrderId} ORDER BY order_id LIMIT ${pageSize}`);
    return { items: rows.map((row) => ({ ...row, expiresAt: row.expiresAt ?? undefined })) };
  }
}
