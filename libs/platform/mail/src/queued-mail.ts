import { nothing, sql, type Queryable, type Sql } from '@tradepost/database';
import { currentContext, toStoredTrace } from '@tradepost/observability';
import type { Locale } from './locale.ts';

/** Template data that is not in the database. No secrets: they are generated when the mail is composed. */
export interface MailFacts {
  readonly [name: string]: string;
}

/** A mail to be sent, queued in the transaction of the change that it reports. */
export interface QueuedMail {
  /** UUIDv7; the Message-ID is derived from it. */
  readonly id: string;
  /** The template. */
  readonly kind: string;
  /** Undefined: stored and never sent, so that response times do not reveal whether an address is known. */
  readonly to: string | undefined;
  readonly locale: Locale;
  readonly facts: MailFacts;
  /** Not sent after this. */
  readonly expiresAt: Date;
}

/**
 * `INSERT INTO mails … SELECT … FROM queued`, as a CTE of the statement that writes the change.
 * @param condition what follows `FROM … AS queued`, for example a join with the changed rows
 */
export function insertMails(mails: readonly QueuedMail[], condition: Sql = nothing): Sql {
  const { traceId, spanId } = toStoredTrace(currentContext());
  return sql`INSERT INTO mails (id, kind, recipient, locale, facts, state, good_until, trace_id, span_id)
    SELECT queued.id, queued.kind, queued.recipient, queued.locale, queued.facts, queued.state, queued.good_until,
           ${traceId}::text, ${spanId}::text
    FROM ${rowsOf(mails)} ${condition}`;
}

/** Mostly it is one mail, which costs less without a list in JSON. */
function rowsOf(mails: readonly QueuedMail[]): Sql {
  const rows = mails.map(({ id, kind, to = null, locale, facts, expiresAt }) => ({
    ...{ id, kind, locale, facts },
    recipient: to,
    state: to === null ? 'void' : 'waiting',
    good_until: expiresAt,
  }));
  const [one, another] = rows;
  if (one && !another)
    return sql`(SELECT ${one.id}::uuid AS id, ${one.kind}::text AS kind, ${one.recipient}::text AS recipient,
      ${one.locale}::text AS locale, ${JSON.stringify(one.facts)}::jsonb AS facts, ${one.state}::text AS state,
      ${one.good_until}::timestamptz AS good_until) AS queued`;
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS queued (
      id uuid, kind text, recipient text, locale text, facts jsonb, state text, good_until timestamptz)`;
}

/** Queues mails in the transaction of the change that they report. */
export async function queueMails(tx: Queryable, mails: readonly QueuedMail[]): Promise<void> {
  if (mails.length > 0) await tx.execute(insertMails(mails));
}
