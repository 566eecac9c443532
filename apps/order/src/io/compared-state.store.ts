import { Injectable } from '@nestjs/common';
import { Database, sql, type RowOf, type Sql } from '@tradepost/database';
import { isUuid, money } from '@tradepost/decision';
import { Operations } from '@tradepost/messaging';
import type { ComparedOrder, OpenSaga } from '../domain/reconciliation.ts';
import type { FulfilmentState, OrderState, PaymentState } from '../domain/states.ts';
import { ComparedState } from '../flows/ports/reconciliation.ts';
import type * as model from '../gen/prisma/client.ts';

type OrderRow = Pick<
  RowOf<model.Order>,
  | 'id'
  | 'state'
  | 'payment_state'
  | 'fulfilment_state'
  | 'provider'
  | 'grand_minor'
  | 'currency'
  | 'created_at'
  | 'updated_at'
> &
  Pick<RowOf<model.Payment>, 'captured_minor' | 'refunded_minor'>;

/** Of orders read at once. */
const PAGE = 1_000;

@Injectable()
export class PostgresComparedState extends ComparedState {
  constructor(
    private readonly db: Database,
    private readonly operations: Operations,
  ) {
    super();
  }

  /** A page at a time by the key of orders, however many there are before the first one. */
  override async orders(fromId: string, ids: readonly string[]): Promise<ComparedOrder[]> {
    const found: OrderRow[] = [];
    for (let next: Sql | undefined = sql`o.id >= ${fromId}`; next;) {
      const page = await this.page(next);
      found.push(...page);
      next = page.length === PAGE ? sql`o.id > ${page.at(-1)?.id}` : undefined;
    }
    const older = ids.filter((id) => isUuid(id) && id.toLowerCase() < fromId);
    // SQL, because Prisma would make a parameter of each id, and a statement for each number of them.
    for (let from = 0; from < older.length; from += PAGE)
      found.push(...(await this.page(sql`o.id = ANY(${older.slice(from, from + PAGE)}::uuid[])`)));
    return found.map(toCompared);
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

  /** The inner LIMIT keeps each payment a look-up by its key: a join of both tables would read all payments. */
  private page(condition: Sql): Promise<OrderRow[]> {
    return this.db.query<OrderRow>(sql`
      SELECT o.id, o.state, o.payment_state, o.fulfilment_state, o.provider, o.grand_minor, o.currency,
        coalesce(p.captured_minor, 0) AS captured_minor, coalesce(p.refunded_minor, 0) AS refunded_minor,
        o.created_at, o.updated_at
      FROM orders o LEFT JOIN LATERAL (
        SELECT captured_minor, refunded_minor FROM payments WHERE order_id = o.id LIMIT 1) p ON true
      WHERE ${condition} ORDER BY o.id LIMIT ${PAGE}`);
  }
}

const toCompared = ({ grand_minor: grand, currency, ...row }: OrderRow): ComparedOrder => ({
  id: row.id,
  state: row.state as OrderState,
  paymentState: row.payment_state as PaymentState,
  fulfilmentState: row.fulfilment_state as FulfilmentState,
  provider: row.provider,
  grand: grand === null || currency === null ? null : money(grand, currency),
  capturedMinor: row.captured_minor,
  refundedMinor: row.refunded_minor,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
