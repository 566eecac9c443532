import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Database, isUniqueViolation, nothing, sql } from '@tradepost/database';
import { v7 as uuidv7 } from 'uuid';
import {
  isOver,
  keyIsTaken,
  notFound,
  whyNot,
  type Authorization,
  type ChallengeOutcome,
  type Movement,
  type NewAuthorization,
} from '../domain/authorization.ts';
import { scriptOf, tokensThat } from '../domain/tokens.ts';
import { insertNews, type Webhook } from './webhooks.ts';

type Row = {
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
};

type Totals = { authorized: number; captured: number; refunded: number };

export type LedgerPage = {
  totals: Totals;
  items: (Authorization & { webhooks: readonly Webhook[] })[];
  next: string | null;
};

const PAGE = 500;

/** The sandbox's books. Every change is one statement, and the same key changes them once. */
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
  async authorize(wanted: NewAuthorization): Promise<Authorization> {
    const { declineCode, isChallenged, copies, delayMs } = scriptOf(wanted.token);
    const state = declineCode !== null ? 'declined' : isChallenged ? 'requires_action' : 'authorized';
    const told = { type: 'authorization.authorized', where: sql`WHERE c.is_new` };
    // The update that changes nothing is what makes a repeated key return its row.
    const row = await this.db.one<Row>(sql`
      WITH made AS (
        INSERT INTO authorizations AS known (id, key, state, decline_code, amount_minor, currency, token, reference, expires_at)
        VALUES (${uuidv7()}, ${wanted.key}, ${state}, ${declineCode}, ${wanted.amount}, ${wanted.currency}, ${wanted.token},
                ${wanted.reference}, now() + ${this.ttlMs}::float8 * interval '1 ms')
        ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key
        RETURNING known.*, known.xmax = 0 AS is_new
      )${copies > 0 ? sql`, news AS (${insertNews(sql`made`, { ...told, copies: sql`${copies}::int`, delayMs })})` : nothing}
      SELECT * FROM made`);
    const isSame =
      row.amount_minor === wanted.amount && row.currency === wanted.currency && row.token === wanted.token;
    // Voided before it was made: it stays so, whatever the late request says.
    if (!isSame && row.amount_minor !== null) throw keyIsTaken(wanted.key);
    return toAuthorization(row);
  }

  /**
   * The payer has acted; the shop is told by webhook, as nobody waits for this answer but the payer.
   * @throws DomainError `authorization.not_found`, `authorization.<state>` when it is over
   */
  async challenge(id: string, outcome: ChallengeOutcome): Promise<Authorization> {
    const [state, declineCode] =
      outcome === 'passed' ? ['authorized' as const, null] : ['declined' as const, 'challenge_failed'];
    const changed = await this.db.maybeOne<Row>(sql`
      WITH changed AS (
        UPDATE authorizations SET state = ${state}, decline_code = ${declineCode}, updated_at = now()
        WHERE id = ${id} AND state = 'requires_action' AND expires_at > now() RETURNING *
      ), news AS (${insertNews(sql`changed`, { type: `authorization.${state}` })})
      SELECT * FROM changed`);
    if (changed) return toAuthorization(changed);
    const row = await this.db.maybeOne<Row>(sql`SELECT * FROM authorizations WHERE id = ${id}`);
    if (!row) throw notFound();
    const known = toAuthorization(row);
    // The same button pressed twice.
    if (known.state !== state || known.declineCode !== declineCode) throw isOver(known);
    return known;
  }

  /** Gives a promise back, or keeps one from being made when its request comes late. Captured money stays. */
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

  /** Ends promises that ran out, and tells of it. @returns how many */
  expire(limit: number): Promise<number> {
    return this.db
      .query(
        sql`
        WITH changed AS (
          UPDATE authorizations SET state = 'expired', updated_at = now()
          WHERE id IN (
            SELECT id FROM authorizations
            WHERE state IN ('requires_action', 'authorized') AND captured_minor = 0 AND expires_at <= now()
            ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
          ) RETURNING *
        ), news AS (${insertNews(sql`changed`, { type: 'authorization.expired' })})
        SELECT id FROM changed`,
      )
      .then((rows) => rows.length);
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
      throw whyNot(authorization, movement, UNTAKEABLE.includes(row?.token ?? ''));
    const isSame =
      known.authorization_id === movement.id &&
      known.kind === movement.kind &&
      known.amount_minor === movement.amount;
    if (!isSame) throw keyIsTaken(movement.key);
    return authorization;
  }

  /** Authorisations in the order they were made, after the one named, with the sums of all. */
  async page(after: string | undefined): Promise<LedgerPage> {
    const from = after ?? '00000000-0000-0000-0000-000000000000';
    const rows = await this.db.query<Row & { webhooks: Webhook[] }>(sql`
      SELECT a.*, (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'eventId', w.event_id, 'type', w.type, 'attempts', w.attempts, 'deliveredAt', w.delivered_at,
          'lastStatus', w.last_status) ORDER BY w.position), '[]')
        FROM webhooks w WHERE w.authorization_id = a.id) AS webhooks
      FROM authorizations a WHERE a.id > ${from} ORDER BY a.id LIMIT ${PAGE}`);
    const totals = await this.db.one<Totals>(sql`
      SELECT coalesce(sum(amount_minor) FILTER (WHERE state = 'authorized'), 0)::bigint AS authorized,
             coalesce(sum(captured_minor), 0)::bigint AS captured, coalesce(sum(refunded_minor), 0)::bigint AS refunded
      FROM authorizations`);
    const items = rows.map((row) => ({ ...toAuthorization(row), webhooks: row.webhooks }));
    return { totals, items, next: rows.length === PAGE ? rows.at(-1)!.id : null };
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
            -- A promise that ran out is over, though no sweeper has come by yet.
            AND (captured_minor > 0 OR expires_at > now())
            AND (${kind}::text = 'refund' OR token <> ALL (${UNTAKEABLE}::text[]))
          RETURNING *
        ), entry AS (
          INSERT INTO entries (key, authorization_id, kind, amount_minor)
          SELECT ${key}, id, ${kind}, ${amount}::bigint FROM moved
        ), news AS (
          ${insertNews(sql`moved`, {
            type: kind === 'capture' ? 'authorization.captured' : 'authorization.refunded',
            where: sql`WHERE c.token = ANY (${TOLD}::text[])`,
            copies: sql`CASE WHEN c.token = ANY (${TOLD_TWICE}::text[]) THEN 2 ELSE 1 END`,
          })}
        )
        SELECT * FROM moved`);
    } catch (error) {
      // The same key a moment earlier, elsewhere: the statement undid itself, the entry tells the rest.
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }
}

const TOLD = tokensThat(({ copies }) => copies > 0);
const TOLD_TWICE = tokensThat(({ copies }) => copies > 1);
const UNTAKEABLE = tokensThat(({ isCaptureRefused }) => isCaptureRefused);

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
