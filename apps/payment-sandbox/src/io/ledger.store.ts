import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { isUniqueViolation, nothing, sql, toSafeNumber } from '@tradepost/database';
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
import { type AuthorizationRow, fromModel, fromRow } from './ledger.rows.ts';
import { SandboxDatabase } from './sandbox-database.ts';
import { insertWebhooks, toWebhook, type Webhook } from './webhook-rows.ts';

interface Totals {
  authorized: number;
  captured: number;
  refunded: number;
}

export interface LedgerPage {
  /** Of the whole ledger, on its first page only: sums read all of it. */
  totals?: Totals;
  items: (Authorization & { webhooks: readonly Webhook[] })[];
  next: string | null;
}

const PAGE_SIZE = 500;

/** Authorisations and the money moved under them. Every change is one SQL statement and takes effect once per key. */
@Injectable()
export class Ledger {
  private readonly ttlMs: number;

  constructor(
    private readonly db: SandboxDatabase,
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
    const row = await this.db.joined.one<AuthorizationRow>(sql`
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
    return fromRow(row);
  }

  /**
   * Records what the payer chose. The shop learns it by webhook, because only the payer gets this reply.
   * @throws DomainError `authorization.not_found`, `authorization.<state>` when it is over
   */
  async completeChallenge(id: string, outcome: ChallengeOutcome): Promise<Authorization> {
    const [state, declineCode] =
      outcome === 'passed' ? ['authorized' as const, null] : ['declined' as const, 'challenge_failed'];
    const changed = await this.db.maybeOne<AuthorizationRow>(sql`
      WITH changed AS (
        UPDATE authorizations SET state = ${state}, decline_code = ${declineCode}, updated_at = now()
        WHERE id = ${id} AND state = 'requires_action' AND expires_at > now() RETURNING *
      ), sent AS (${insertWebhooks(sql`changed`, { type: `authorization.${state}` })})
      SELECT * FROM changed`);
    if (changed) return fromRow(changed);
    const known = await this.find({ id });
    if (!known) throw notFound();
    // Choosing the same again is no conflict.
    if (known.state !== state || known.declineCode !== declineCode) throw isOver(known);
    return known;
  }

  /** Voids an authorisation, also one whose request has not arrived yet. Does nothing if money was captured. */
  async void(key: string): Promise<Authorization> {
    const row = await this.db.one<AuthorizationRow>(sql`
      INSERT INTO authorizations AS known (id, key, state) VALUES (${uuidv7()}, ${key}, 'voided')
      ON CONFLICT (key) DO UPDATE
        SET state = CASE WHEN known.state IN ('requires_action', 'authorized') AND known.captured_minor = 0
                    THEN 'voided' ELSE known.state END,
            updated_at = now()
      RETURNING *`);
    return fromRow(row);
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

  async find(where: { id: string } | { key: string }): Promise<Authorization | undefined> {
    const model = await this.db.prisma.authorization.findUnique({ where });
    return model ? fromModel(model) : undefined;
  }

  /** @throws DomainError `authorization.*`, `capture.exceeds_limit`, `refund.exceeds_limit`, `key.mismatch` */
  async move(movement: Movement): Promise<Authorization> {
    const moved = await this.tryToMove(movement);
    if (moved) return fromRow(moved);
    const { authorization, entry } = this.db.prisma;
    const known = await entry.findUnique({ where: { key: movement.key } });
    const model = await authorization.findUnique({ where: { id: movement.id } });
    if (!known || !model)
      throw refusalOf(
        model ? fromModel(model) : undefined,
        movement,
        CAPTURE_REFUSED.includes(model?.token ?? ''),
      );
    const isSame =
      known.authorizationId === movement.id &&
      known.kind === movement.kind &&
      known.amountMinor === BigInt(movement.amount);
    if (!isSame) throw keyMismatch(movement.key);
    return fromModel(model);
  }

  /** Authorisations in the order in which they were made, after the given id. */
  async page(after: string | undefined): Promise<LedgerPage> {
    const { authorization } = this.db.prisma;
    const rows = await authorization.findMany({
      where: { ...(after && { id: { gt: after } }) },
      include: { webhooks: { orderBy: { position: 'asc' } } },
      orderBy: { id: 'asc' },
      take: PAGE_SIZE,
    });
    const items = rows.map((row) => ({ ...fromModel(row), webhooks: row.webhooks.map(toWebhook) }));
    const next = rows.length === PAGE_SIZE ? rows.at(-1)!.id : null;
    return { ...(!after && { totals: await this.totals() }), items, next };
  }

  private async totals(): Promise<Totals> {
    const { authorization } = this.db.prisma;
    const [moved, authorized] = await Promise.all([
      authorization.aggregate({ _sum: { capturedMinor: true, refundedMinor: true } }),
      authorization.aggregate({ where: { state: 'authorized' }, _sum: { amountMinor: true } }),
    ]);
    return {
      authorized: toSafeNumber(authorized._sum.amountMinor ?? 0n),
      captured: toSafeNumber(moved._sum.capturedMinor ?? 0n),
      refunded: toSafeNumber(moved._sum.refundedMinor ?? 0n),
    };
  }

  private async tryToMove({ id, key, kind, amount }: Movement): Promise<AuthorizationRow | undefined> {
    const capture = kind === 'capture' ? amount : 0;
    const refund = amount - capture;
    try {
      return await this.db.joined.maybeOne<AuthorizationRow>(sql`
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
