import { sql } from '@tradepost/database';
import { Sweeper } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { UserDatabase } from './io/user-database.ts';
import { UserRetention } from './io/user-retention.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

let own: TestDatabase<UserDatabase>;
beforeAll(async () => {
  own = await serviceDatabase(UserDatabase, new URL('../prisma/migrations', import.meta.url));
});
afterAll(() => own?.close());

/** On each day of a year ten sign-ins, links, failures and mails. Sessions and links ended a week after they began. */
async function aYear(userId: string): Promise<void> {
  const at = sql`FROM generate_series(0, 364) AS day, LATERAL (SELECT now() - day * interval '1 day' AS at) t,
    generate_series(1, 10) AS n`;
  await own.db.execute(sql`
    INSERT INTO users (id, email, email_key, name, password_hash, created_at, updated_at)
    VALUES (${userId}, 'a@b.example', 'a@b.example', '', '', now(), now())`);
  await own.db.execute(sql`
    INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, expires_at, revoked_at)
    SELECT gen_random_uuid(), ${userId}, '', at - interval '7 days', at, at, CASE WHEN n > 5 THEN at END ${at}`);
  await own.db.execute(sql`
    INSERT INTO account_tokens (id, purpose, email_hash, created_at, expires_at)
    SELECT gen_random_uuid(), 'verify-email', '', at - interval '7 days', at ${at}`);
  await own.db.execute(sql`
    INSERT INTO email_changes (id, user_id, old_email, old_verified, new_email, state, created_at, expires_at, ended_at)
    SELECT gen_random_uuid(), ${userId}, '', true, '', 'confirmed', at, at, at ${at}`);
  await own.db.execute(sql`
    INSERT INTO sign_in_failures (email_hash, failures, last_at)
    SELECT convert_to(day || '/' || n, 'UTF8'), 1, at ${at}`);
  await own.db.execute(sql`
    INSERT INTO signing_keys (kid, public_jwk, private_key, created_at)
    SELECT gen_random_uuid()::text, '{}', '', at ${at}`);
  await own.db.execute(sql`INSERT INTO token_revocations (user_id, created_at) SELECT ${userId}, at ${at}`);
  await own.db.execute(sql`
    INSERT INTO mails (id, kind, recipient, locale, facts, state, good_until, created_at)
    SELECT gen_random_uuid(), 'verify-email', 'a@b.example', 'en', '{}', 'sent', at, at ${at}`);
}

const counts = () =>
  own.db
    .one(sql`SELECT (SELECT count(*)::int FROM users) AS users, (SELECT count(*)::int FROM sessions) AS sessions,
    (SELECT count(*)::int FROM account_tokens) AS links, (SELECT count(*)::int FROM email_changes) AS changes,
    (SELECT count(*)::int FROM sign_in_failures) AS failures,
    (SELECT count(*)::int FROM signing_keys) AS keys, (SELECT count(*)::int FROM token_revocations) AS revocations, (SELECT count(*)::int FROM mails) AS mails`);

test('after a year the tables are as large as what is kept', async () => {
  const userId = uuidv7();
  await aYear(userId);
  await own.db.execute(sql`
    INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, expires_at)
    VALUES (gen_random_uuid(), ${userId}, '', now() - interval '1 year', now(), now() + interval '1 hour')`);
  const sweeper = new Sweeper({ db: own.db, log: new Logger({ service: 'spec', level: 'silent' }) });
  new UserRetention(sweeper, { MAIL_KEEP_DAYS: 30, SIGNING_KEY_TTL_S: 30 * 86_400 });
  while (await sweeper.turn());
  expect(await counts()).toEqual({
    users: 1,
    // Those that ended in the last seven days, and the one that is open.
    sessions: 7 * 10 + 1,
    links: 7 * 10,
    changes: 60 * 10,
    failures: 10,
    // Those that may still sign, and a day longer.
    keys: 31 * 10,
    // None for sessions that had ended before they were deleted.
    revocations: 10,
    mails: 30 * 10,
  });
});
