import { createHmac } from 'node:crypto';
import { nothing, sql, type Sql } from '@tradepost/database';

/** How a piece of news fares, as the ledger shows it. */
export type Webhook = {
  readonly eventId: string;
  readonly type: string;
  readonly attempts: number;
  readonly deliveredAt: string | null;
  readonly lastStatus: number | null;
};

export type News = {
  readonly type: string;
  /** Which of the changed rows are told of; default: all. */
  readonly where?: Sql;
  /** How often each is delivered; default: once. */
  readonly copies?: Sql;
  readonly delayMs?: number;
};

/**
 * Writes news of changed authorisations in the statement that changes them.
 * @param changed name of the CTE that returns the changed rows
 */
export function insertNews(changed: Sql, { type, where = nothing, copies = sql`1`, delayMs = 0 }: News): Sql {
  return sql`
    INSERT INTO webhooks (event_id, type, authorization_id, body, due_at)
    SELECT e.id, ${type}, c.id, jsonb_build_object('id', e.id, 'type', ${type}::text, 'createdAt', now(),
             'authorization', jsonb_build_object(
               'id', c.id, 'key', c.key, 'state', c.state, 'amount', c.amount_minor, 'currency', c.currency,
               'reference', c.reference, 'captured', c.captured_minor, 'refunded', c.refunded_minor))::text,
           now() + ${delayMs}::float8 * interval '1 ms'
    -- Made from what happened, so that the copies of one event have one id.
    FROM ${changed} c
    CROSS JOIN LATERAL (SELECT md5(c.id::text || ${type} || c.captured_minor || '/' || c.refunded_minor)::uuid AS id) e
    CROSS JOIN LATERAL generate_series(1, ${copies}) ${where}`;
}

/** `t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>">`: proof of who sent it, and when. */
export function signatureOf(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}
