import { Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, sql } from '@tradepost/database';
import { v7 as uuidv7 } from 'uuid';
import {
  keyIsTaken,
  whyNot,
  type Authorization,
  type Movement,
  type NewAuthorization,
} from '../domain/authorization.ts';

type Row = {
  id: string;
  key: string;
  state: Authorization['state'];
  decline_code: string | null;
  amount_minor: number | null;
  currency: string | null;
  reference: string | null;
  captured_minor: number;
  refunded_minor: number;
};

type Totals = { authorized: number; captured: number; refunded: number };

const PAGE = 500;

/** The sandbox's books. Every change is one statement, and the same key changes them once. */
@Injectable()
export class Ledger {
  constructor(private readonly db: Database) {}

  /** @throws DomainError `key.mismatch` */
  async authorize(wanted: NewAuthorization, declineCode: string | null): Promise<Authorization> {
    // The update that changes nothing is what makes a repeated key return its row.
    const row = await this.db.one<Row & { token: string | null }>(sql`
      INSERT INTO authorizations (id, key, state, decline_code, amount_minor, currency, token, reference)
      VALUES (${uuidv7()}, ${wanted.key}, ${declineCode === null ? 'authorized' : 'declined'}, ${declineCode},
              ${wanted.amount}, ${wanted.currency}, ${wanted.token}, ${wanted.reference})
      ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key
      RETURNING *`);
    const isSame =
      row.amount_minor === wanted.amount && row.currency === wanted.currency && row.token === wanted.token;
    // Voided before it was made: it stays so, whatever the late request says.
    if (!isSame && row.amount_minor !== null) throw keyIsTaken(wanted.key);
    return toAuthorization(row);
  }

  /** Gives a promise back, or keeps one from being made when its request comes late. Captured money stays. */
  async void(key: string): Promise<Authorization> {
    const row = await this.db.one<Row>(sql`
      INSERT INTO authorizations AS known (id, key, state) VALUES (${uuidv7()}, ${key}, 'voided')
      ON CONFLICT (key) DO UPDATE
        SET state = CASE WHEN known.state = 'authorized' AND known.captured_minor = 0 THEN 'voided' ELSE known.state END,
            updated_at = now()
      RETURNING *`);
    return toAuthorization(row);
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
    if (!known || !authorization) throw whyNot(authorization, movement);
    const isSame =
      known.authorization_id === movement.id &&
      known.kind === movement.kind &&
      known.amount_minor === movement.amount;
    if (!isSame) throw keyIsTaken(movement.key);
    return authorization;
  }

  /** Authorisations in the order they were made, after the one named, with the sums of all. */
  async page(
    after: string | undefined,
  ): Promise<{ totals: Totals; items: Authorization[]; next: string | null }> {
    const from = after ?? '00000000-0000-0000-0000-000000000000';
    const rows = await this.db.query<Row>(
      sql`SELECT * FROM authorizations WHERE id > ${from} ORDER BY id LIMIT ${PAGE}`,
    );
    const totals = await this.db.one<Totals>(sql`
      SELECT coalesce(sum(amount_minor) FILTER (WHERE state = 'authorized'), 0)::bigint AS authorized,
             coalesce(sum(captured_minor), 0)::bigint AS captured, coalesce(sum(refunded_minor), 0)::bigint AS refunded
      FROM authorizations`);
    return { totals, items: rows.map(toAuthorization), next: rows.length === PAGE ? rows.at(-1)!.id : null };
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
          RETURNING *
        ), entry AS (
          INSERT INTO entries (key, authorization_id, kind, amount_minor)
          SELECT ${key}, id, ${kind}, ${amount}::bigint FROM moved
        )
        SELECT * FROM moved`);
    } catch (error) {
      // The same key a moment earlier, elsewhere: the statement undid itself, the entry tells the rest.
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }
}

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
  };
}
