import { sql, type Database } from '@tradepost/database';
import type { Locale } from './locale.ts';
import type { MailFacts } from './queued-mail.ts';

/** A mail that is due and leased. */
export interface DueMail {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly locale: Locale;
  readonly facts: MailFacts;
  /** Including the current one. */
  readonly attempts: number;
  readonly traceId: string | undefined;
  /** Of the span that queued it; absent: the trace is not recorded. */
  readonly spanId?: string | undefined;
}

interface Row {
  id: string;
  kind: string;
  recipient: string;
  locale: Locale;
  facts: MailFacts;
  attempts: number;
  trace_id: string | null;
  span_id: string | null;
}

/** Mails in Postgres. Every update names its attempt, so that a late one changes nothing. */
export class MailRows {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Leases due mails; other workers skip them until the lease ends. */
  async claim(limit: number, leaseMs: number): Promise<DueMail[]> {
    const rows = await this.db.query<Row>(sql`
      UPDATE mails SET attempts = attempts + 1, due_at = now() + ${leaseMs} * interval '1 ms'
      WHERE id IN (SELECT id FROM mails WHERE state = 'waiting' AND due_at <= now() AND good_until > now()
                   ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id, kind, recipient, locale, facts, attempts, trace_id, span_id`);
    return rows.map(({ recipient, trace_id, span_id, ...row }) => ({
      ...row,
      to: recipient,
      traceId: trace_id ?? undefined,
      spanId: span_id ?? undefined,
    }));
  }

  /** Also accepts a worker that was slower than its lease: the mails were sent all the same. */
  async sent(ids: readonly string[]): Promise<void> {
    await this.db.execute(sql`
      UPDATE mails SET state = 'sent', sent_at = now(), failure = NULL
      WHERE id = ANY(${ids}::uuid[]) AND state <> 'sent'`);
  }

  async end({ id, attempts }: DueMail, state: 'dead' | 'void', failure: string | null): Promise<void> {
    await this.db.execute(sql`
      UPDATE mails SET state = ${state}, failure = ${failure}
      WHERE id = ${id} AND attempts = ${attempts} AND state = 'waiting'`);
  }

  async retry({ id, attempts }: DueMail, afterMs: number, failure: string): Promise<void> {
    await this.db.execute(sql`
      UPDATE mails SET due_at = now() + ${afterMs} * interval '1 ms', failure = ${failure}
      WHERE id = ${id} AND attempts = ${attempts} AND state = 'waiting'`);
  }

  /** Reverts the claim. Without a failure the mails were not tried. */
  async giveBack(mails: readonly DueMail[], failure?: string): Promise<void> {
    await this.db.execute(sql`
      UPDATE mails SET due_at = now(), attempts = mails.attempts - 1, failure = coalesce(${failure ?? null}, failure)
      FROM unnest(${mails.map(({ id }) => id)}::uuid[], ${mails.map(({ attempts }) => attempts)}::smallint[])
        AS claimed (id, attempts)
      WHERE mails.id = claimed.id AND mails.attempts = claimed.attempts AND state = 'waiting'`);
  }

  /** Marks expired mails as dead. @returns how many */
  async abandonLate(): Promise<number> {
    return this.db.execute(sql`
      UPDATE mails SET state = 'dead', failure = 'too late'
      WHERE state = 'waiting' AND due_at <= now() AND good_until <= now()`);
  }

  load(): Promise<{ waiting: number; dead: number; oldest: number }> {
    return this.db.one(sql`
      SELECT (SELECT count(*) FROM mails WHERE state = 'waiting') AS waiting,
             (SELECT count(*) FROM mails WHERE state = 'dead') AS dead,
             (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float
              FROM mails WHERE state = 'waiting') AS oldest`);
  }
}
