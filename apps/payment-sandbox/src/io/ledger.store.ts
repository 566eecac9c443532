import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { Database, isUniqueViolation, nothing, sql } from '@tradepost/database';
import { v7 as uuidv7 } from 'uuid';
import {
  isOver,
  keyMismatch,
  notFound,
  refusalOf,
  type Authorization,
  type ChallengeOutcome,
  type Movement,
  type NewAuthorization,
} from '../domain/authorization.ts';
import { behaviourOf, tokensWhere } from '../domain/payment-tokens.ts';
import { insertWebhooks, type Webhook } from './webhook-rows.ts';

interface Row {
  id: string;
  key: string;
  state: Authorization['state'];
  decline_code: string | null;
  amount_minor: number | null;
  currency: string | null;
  token: string | null;
  reference: string | null;
  captured_minor: number;
  refunded_minor: number;
  expires_at: Date | null;
}

interface Totals {
  authorized: number;
  captured: number;
  refunded: number;
}

export interface LedgerPage {
  totals: Totals;
  items: (Authorization & { webhooks: readonly Webhook[] })[];
  next: string | null;
}

const PAGE_SIZE = 500;

/** Authorisations and the money moved under them. Every change is one statement and takes effect once per key. */
@Injectable()
export class Ledger {
  private readonly ttlMs: number;

  constructor(
    private readonly db: Database,
    @Inject(CONFIG) config: { readonly AUTHORIZATION_TTL_MS: number },
  ) {
    this.ttlMs = config.AUTHORIZATION_TTL_MS;
  }

  /** @throws DomainError `key.mismatch`, `token.unknown` */
  async authorize(request: NewAuthorization): Promise<Authorization> {
    const { declineCode, isChallenged, webhookCopies, webhookDelayMs } = behaviourOf(request.token);
    const state = declineCode !== null ? 'declined' : isChallenged ? 'requires_action' : 'authorized';
    const webhooks = {
      type: 'authorization.authorized',
      where: sql`WHERE c.is_new`,
      copies: sql`${webhookCopies}::int`,
      delayMs: webhookDelayMs,
    };
    // The update changes nothing; it makes the statement return the row of a repeated key.
    const row = await this.db.one<Row>(sql`
      WITH made AS (
        INSERT INTO authorizations AS known (id, key, state, decline_code, amount_minor, currency, token, reference, expires_at)
        VALUES (${uuidv7()}, ${request.key}, ${state}, ${declineCode}, ${request.amount}, ${request.currency}, ${request.token},
                ${request.reference}, now() + ${this.ttlMs}::float8 * interval '1 ms')
        ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key
        RETURNING known.*, known.xmax = 0 AS is_new
      )${webhookCopies > 0 ? sql`, sent AS (${insertWebhooks(sql`made`, webhooks)})` : nothing}
      SELECT * FROM made`);
    const isSame =
      row.amount_minor === request.amount && row.currency === request.currency && row.token === request.token;
    // An authorisation that was voided before its request arrived stays voided, whatever the request contains.
    if (!isSame && row.amount_minor !== null) throw keyMismatch(request.key);
    return toAuthorization(row);
  }

  /**
   * Records what the payer chose. The shop learns it by webhook, because only the payer gets this reply.
   * @throws DomainError `authorization.not_found`, `authorization.<state>` when it is over
   */
  async completeChallenge(id: string, outcome: ChallengeOutcome): Promise<Authorization> {
    const [state, declineCode] =
      outcome === 'passed' ? ['authorized' as const, null] : ['declined' as const, 'challenge_failed'];
    const changed = await this.db.maybeOne<Row>(sql`
      WITH changed AS (
        UPDATE authorizations SET state = ${state}, decline_code = ${declineCode}, updated_at = now()
        WHERE id = ${id} AND state = 'requires_action' AND expires_at > now() RETURNING *
      ), sent AS (${insertWebhooks(sql`changed`, { type: `authorization.${state}` })})
      SELECT * FROM changed`);
    if (changed) return toAuthorization(changed);
    const row = await this.db.maybeOne<Row>(sql`SELECT * FROM authorizations WHERE id = ${id}`);
    if (!row) throw notFound();
    const known = toAuthorization(row);
    // Choosing the same again is no conflict.
    if (known.state !== state || known.declineCode !== declineCode) throw isOver(known);
    return known;
  }

  /** Voids an authorisation, also one whose request has not arrived yet. Does nothing if money was captured. */
  async void(key: string): Promise<Authorization> {
    const row = await this.db.one<Row>(sql`
      INSERT INTO authorizations AS known (id, key, state) VALUES (${uuidv7()}, ${key}, 'voided')
      ON CONFLICT (key) DO UPDATE
        SET state = CASE WHEN known.state IN ('requires_action', 'authorized') AND known.captured_minor = 0
                    THEN 'voided' ELSE known.state END,
            updated_at = now()
      RETURNING *`);
    return toAuthorization(row);
  }

  /** Expires authorisations that are due. @returns their number */
  async expire(limit: number): Promise<number> {
    const expired = await this.db.query(sql`
      WITH changed AS (
        UPDATE authorizations SET state = 'expired', updated_at = now()
        WHERE id IN (
          SELECT id FROM authorizations
          WHERE state IN ('requires_action', 'authorized') AND captured_minor = 0 AND expires_at <= now()
          ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
        ) RETURNING *
      ), sent AS (${insertWebhooks(sql`changed`, { type: 'authorization.expired' })})
      SELECT id FROM changed`);
    return expired.length;
  }

  async byKey(key: string): Promise<Authorization | undefined> {
    const row = await this.db.maybeOne<Row>(sql`SELECT * FROM authorizations WHERE key = ${key}`);
    return row && toAuthorization(row);
  }

  /** @throws DomainError `authorization.*`, `capture.exceeds_limit`, `refund.exceeds_limit`, `key.mismatch` */
  async move(movement: Movement): Promise<Authorization> {
    const moved = await this.tryToMove(movement);
    if (moved) return toAuthorization(moved);
    const known = await this.db.maybeOne<{ authorization_id: string; kind: string; amount_minor: number }>(
      sql`SELECT authorization_id, kind, amount_minor FROM entries WHERE key = ${movement.key}`,
    );
    const row = await this.db.maybeOne<Row>(sql`SELECT * FROM authorizations WHERE id = ${movement.id}`);
    const authorization = row && toAuthorization(row);
    if (!known || !authorization)
      throw refusalOf(authorization, movement, CAPTURE_REFUSED.includes(row?.token ?? ''));
    const isSame =
      known.authorization_id === movement.id &&
      known.kind === movement.kind &&
      known.amount_minor === movement.amount;
    if (!isSame) throw keyMismatch(movement.key);
    return authorization;
  }

  /** Authorisations in the order in which they were made, after the given id, with the totals of all. */
  async page(after: string | undefined): Promise<LedgerPage> {
    const from = after ?? '00000000-0000-0000-0000-000000000000';
    const rows = await this.db.query<Row & { webhooks: Webhook[] }>(sql`
      SELECT a.*, (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'eventId', w.event_id, 'type', w.type, 'attempts', w.attempts, 'deliveredAt', w.delivered_at,
          'lastStatus', w.last_status) ORDER BY w.position), '[]')
        FROM webhooks w WHERE w.authorization_id = a.id) AS webhooks
      FROM authorizations a WHERE a.id > ${from} ORDER BY a.id LIMIT ${PAGE_SIZE}`);
    const totals = await this.db.one<Totals>(sql`
      SELECT coalesce(sum(amount_minor) FILTER (WHERE state = 'authorized'), 0)::bigint AS authorized,
             coalesce(sum(captured_minor), 0)::bigint AS captured, coalesce(sum(refunded_minor), 0)::bigint AS refunded
      FROM authorizations`);
    const items = rows.map((row) => ({ ...toAuthorization(row), webhooks: row.webhooks }));
    return { totals, items, next: rows.length === PAGE_SIZE ? rows.at(-1)!.id : null };
  }

  private async tryToMove({ id, key, kind, amount }: Movement): Promise<Row | undefined> {
    const capture = kind === 'capture' ? amount : 0;
    const refund = amount - capture;
    try {
      return await this.db.maybeOne<Row>(sql`
        WITH moved AS (
          UPDATE authorizations
          SET captured_minor = captured_minor + ${capture}::bigint, refunded_minor = refunded_minor + ${refund}::bigint,
              updated_at = now()
          WHERE id = ${id}::uuid AND state = 'authorized'
            AND captured_minor + ${capture}::bigint <= amount_minor
            AND refunded_minor + ${refund}::bigint <= captured_minor + ${capture}::bigint
            AND NOT EXISTS (SELECT FROM entries WHERE key = ${key})
            -- An authorisation that is due can't be captured, even before the worker marked it as expired.
            AND (captured_minor > 0 OR expires_at > now())
            AND (${kind}::text = 'refund' OR token <> ALL (${CAPTURE_REFUSED}::text[]))
          RETURNING *
        ), entry AS (
          INSERT INTO entries (key, authorization_id, kind, amount_minor)
          SELECT ${key}, id, ${kind}, ${amount}::bigint FROM moved
        ), sent AS (
          ${insertWebhooks(sql`moved`, {
            type: kind === 'capture' ? 'authorization.captured' : 'authorization.refunded',
            where: sql`WHERE c.token = ANY (${REPORTED}::text[])`,
            copies: sql`CASE WHEN c.token = ANY (${REPORTED_TWICE}::text[]) THEN 2 ELSE 1 END`,
          })}
        )
        SELECT * FROM moved`);
    } catch (error) {
      // A concurrent request with the same key was faster; its entry is read next.
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }
}

const REPORTED = tokensWhere(({ webhookCopies }) => webhookCopies > 0);
const REPORTED_TWICE = tokensWhere(({ webhookCopies }) => webhookCopies > 1);
const CAPTURE_REFUSED = tokensWhere(({ isCaptureRefused }) => isCaptureRefused);

function toAuthorization(row: Row): Authorization {
  return {
    id: row.id,
    key: row.key,
    state: row.state,
    declineCode: row.decline_code,
    amount: row.amount_minor,
    currency: row.currency,
    reference: row.reference,
    captured: row.captured_minor,
    refunded: row.refunded_minor,
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}
