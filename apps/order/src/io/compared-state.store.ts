import { Injectable } from '@nestjs/common';
import { Database, sql } from '@tradepost/database';
import { isUuid, money } from '@tradepost/decision';
import { Operations } from '@tradepost/messaging';
import type { ComparedOrder, OpenSaga } from '../domain/reconciliation.ts';
import { ComparedState } from '../flows/ports/reconciliation.ts';

type OrderRow = Omit<ComparedOrder, 'grand'> & { grandMinor: number | null; currency: string | null };

@Injectable()
export class PostgresComparedState extends ComparedState {
  constructor(
    private readonly db: Database,
    private readonly operations: Operations,
  ) {
    super();
  }

  override async orders(fromId: string, ids: readonly string[]): Promise<ComparedOrder[]> {
    const rows = await this.db.query<OrderRow>(sql`
      SELECT o.id, o.state, o.payment_state AS "paymentState", o.fulfilment_state AS "fulfilmentState", o.provider,
        o.grand_minor AS "grandMinor", o.currency, coalesce(p.captured_minor, 0) AS "capturedMinor",
        coalesce(p.refunded_minor, 0) AS "refundedMinor", o.created_at AS "createdAt", o.updated_at AS "updatedAt"
      FROM orders o LEFT JOIN payments p ON p.order_id = o.id
      WHERE o.id >= ${fromId} OR o.id = ANY(${ids.filter(isUuid)}::uuid[])`);
    return rows.map(({ grandMinor, currency, ...order }) => ({
      ...order,
      grand: grandMinor === null || currency === null ? null : money(grandMinor, currency),
    }));
  }

  override openSagas(): Promise<OpenSaga[]> {
    return this.db.query<OpenSaga>(sql`
      SELECT id, name, status = 'stuck' AS "isStuck", coalesce(state->>'orderId', id::text) AS "orderId",
        created_at AS "createdAt"
      FROM sagas WHERE status IN ('running', 'undoing') OR status = 'stuck'`);
  }

  override async outboxAgeSeconds(): Promise<number> {
    return (await this.operations.getOutbox()).oldestAgeSeconds;
  }
}
