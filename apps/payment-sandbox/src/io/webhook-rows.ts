import { nothing, sql, type Sql } from '@tradepost/database';
import type { Webhook as WebhookModel } from '../gen/prisma/client.ts';

/** The delivery of one event, as the ledger shows it. */
export interface Webhook {
  readonly eventId: string;
  readonly type: string;
  readonly attempts: number;
  readonly deliveredAt: string | null;
  readonly lastStatus: number | null;
}

export const toWebhook = ({ eventId, type, attempts, deliveredAt, lastStatus }: WebhookModel): Webhook => ({
  ...{ eventId, type, attempts, lastStatus },
  deliveredAt: deliveredAt?.toISOString() ?? null,
});

export interface WebhookEvent {
  readonly type: string;
  /** Which of the changed rows are reported; default: all. */
  readonly where?: Sql;
  /** How often each event is delivered; default: once. */
  readonly copies?: Sql;
  readonly delayMs?: number;
}

/**
 * Writes webhooks about changed authorisations in the statement that changes them.
 * @param changed name of the CTE that returns the changed rows
 */
export function insertWebhooks(
  changed: Sql,
  { type, where = nothing, copies = sql`1`, delayMs = 0 }: WebhookEvent,
): Sql {
  return sql`
    INSERT INTO webhooks (event_id, type, authorization_id, body, due_at)
    SELECT e.id, ${type}, c.id, jsonb_build_object('id', e.id, 'type', ${type}::text, 'createdAt', now(),
             'authorization', jsonb_build_object(
               'id', c.id, 'key', c.key, 'state', c.state, 'amount', c.amount_minor, 'currency', c.currency,
               'reference', c.reference, 'captured', c.captured_minor, 'refunded', c.refunded_minor))::text,
           now() + ${delayMs}::float8 * interval '1 ms'
    -- The id is derived from the change, so that all copies of one event have the same.
    FROM ${changed} c
    CROSS JOIN LATERAL (SELECT md5(c.id::text || ${type} || c.captured_minor || '/' || c.refunded_minor)::uuid AS id) e
    CROSS JOIN LATERAL generate_series(1, ${copies}) ${where}`;
}
