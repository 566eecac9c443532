import { nothing, sql, type Queryable, type Sql } from '@tradepost/database';
import { currentContext } from '@tradepost/observability';
import type { Locale } from './locale.ts';

/** What a template needs besides what the database knows. No secrets: they are made when the mail is. */
export type MailFacts = { readonly [name: string]: string };

/** A promise to write to somebody, made with the change that the mail tells of. */
export type OwedMail = {
  /** UUIDv7. Its Message-ID is made of it. */
  readonly id: string;
  /** Which template. */
  readonly kind: string;
  /** Undefined: nobody. It is written and never sent, so that nobody can tell by the time that it took. */
  readonly to: string | undefined;
  readonly locale: Locale;
  readonly facts: MailFacts;
  /** Later it is not sent any more. */
  readonly goodUntil: Date;
};

/**
 * `INSERT INTO mails … SELECT … FROM owed`, to be one CTE of the statement that makes the change.
 * @param condition what follows `FROM jsonb_to_recordset(…) AS owed (…)`, such as a join with the changed rows
 */
export function insertMails(mails: readonly OwedMail[], condition: Sql = nothing): Sql {
  const rows = mails.map(({ id, kind, to = null, locale, facts, goodUntil }) => ({
    ...{ id, kind, locale, facts },
    recipient: to,
    state: to === null ? 'void' : 'waiting',
    good_until: goodUntil,
  }));
  return sql`INSERT INTO mails (id, kind, recipient, locale, facts, state, good_until, trace_id)
    SELECT owed.id, owed.kind, owed.recipient, owed.locale, owed.facts, owed.state, owed.good_until,
           ${currentContext()?.traceId ?? null}::text
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS owed (
      id uuid, kind text, recipient text, locale text, facts jsonb, state text, good_until timestamptz) ${condition}`;
}

/** Owes mails in the transaction of the change that they tell of. */
export async function oweMails(tx: Queryable, mails: readonly OwedMail[]): Promise<void> {
  if (mails.length > 0) await tx.execute(insertMails(mails));
}
