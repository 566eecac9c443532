import { sql, type Sql } from '@tradepost/database';
import type { Order } from '../domain/order.ts';

/**
 * Writes of the parcels, returns, refunds and cancelled items that a decision changed, each `name AS (…)`. New ones are inserted, known
 * ones take their new state; nothing else of them ever changes.
 */
export function documentWrites(before: Order, after: Order): Sql[] {
  return [
    ...(after.fulfilments === before.fulfilments ? [] : [saveFulfilments(after)]),
    ...(after.returns === before.returns ? [] : [saveReturns(after)]),
    ...(after.refunds === before.refunds ? [] : [saveRefunds(after)]),
    ...(after.cancellations === before.cancellations ? [] : [insertCancellations(after)]),
  ];
}

const saveFulfilments = ({ id, fulfilments }: Order): Sql => sql`parcels AS (
  INSERT INTO fulfilments (id, order_id, state, lines, tracking, created_at, updated_at)
  SELECT d.id, ${id}::uuid, d.state, d.lines, d.tracking, d."createdAt", d."updatedAt"
  FROM jsonb_to_recordset(${JSON.stringify(fulfilments)}::jsonb) AS d (
    id uuid, state text, lines jsonb, tracking text, "createdAt" timestamptz, "updatedAt" timestamptz)
  ON CONFLICT (id) DO UPDATE
    SET state = EXCLUDED.state, tracking = EXCLUDED.tracking, updated_at = EXCLUDED.updated_at)`;

const saveReturns = ({ id, returns }: Order): Sql => sql`sent_back AS (
  INSERT INTO returns (id, order_id, state, lines, reason, created_at, updated_at)
  SELECT d.id, ${id}::uuid, d.state, d.lines, d.reason, d."createdAt", d."updatedAt"
  FROM jsonb_to_recordset(${JSON.stringify(returns)}::jsonb) AS d (
    id uuid, state text, lines jsonb, reason text, "createdAt" timestamptz, "updatedAt" timestamptz)
  ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, updated_at = EXCLUDED.updated_at)`;

const saveRefunds = ({ id, refunds }: Order): Sql => sql`given_back AS (
  INSERT INTO refunds (id, order_id, state, amount_minor, currency, reason, failure, created_at, updated_at)
  SELECT d.id, ${id}::uuid, d.state, (d.amount ->> 'amountMinor')::bigint, d.amount ->> 'currency', d.reason,
         d.failure, d."createdAt", d."updatedAt"
  FROM jsonb_to_recordset(${JSON.stringify(refunds)}::jsonb) AS d (
    id uuid, state text, amount jsonb, reason text, failure text, "createdAt" timestamptz, "updatedAt" timestamptz)
  ON CONFLICT (id) DO UPDATE
    SET state = EXCLUDED.state, failure = EXCLUDED.failure, updated_at = EXCLUDED.updated_at)`;

const insertCancellations = ({ id, cancellations }: Order): Sql => sql`not_sent AS (
  INSERT INTO item_cancellations (id, order_id, lines, reason, refund_id, refunds_shipping, created_at)
  SELECT d.id, ${id}::uuid, d.lines, d.reason, d."refundId", d."refundsShipping", d."createdAt"
  FROM jsonb_to_recordset(${JSON.stringify(cancellations)}::jsonb) AS d (
    id uuid, lines jsonb, reason text, "refundId" uuid, "refundsShipping" boolean, "createdAt" timestamptz)
  ON CONFLICT (id) DO NOTHING)`;
