import { sql } from '@tradepost/database';
import { RetryableError } from '@tradepost/errors';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_MAILS, type TokenPurpose } from './domain/account-token.ts';
import { FREE_FAILURES } from './domain/lockout.ts';
import type { User } from './domain/user.ts';
import { ChangePassword } from './flows/change-password.ts';
import { ChangeEmail } from './flows/change-email.ts';
import { ConfirmEmail } from './flows/confirm-email.ts';
import { ForgottenPassword } from './flows/forgotten-password.ts';
import { EmailChangeStore, LinkTokens, UserStore } from './flows/ports.ts';
import { Register } from './flows/register.ts';
import { Sessions } from './flows/sessions.ts';
import { SignIn } from './flows/sign-in.ts';
import { UpdateProfile } from './flows/update-profile.ts';
import { HmacLinkTokens } from './io/link-tokens.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

let tested: TestedUser;
let links: LinkTokens;
let shop: ReturnType<typeof build>;
let now = new Date();
let statements: string[] = [];

beforeAll(async () => {
  tested = await testedUser({ now: () => now, onStatement: (text) => void statements.push(text) });
  links = tested.app.get(LinkTokens);
  shop = build();
});
afterAll(() => tested.close());

const HOUR_MS = 3_600_000;

function build() {
  const { app } = tested;
  const users = app.get(UserStore);
  const confirming = app.get(ConfirmEmail);
  return {
    ...{ users, confirming },
    signIn: app.get(SignIn),
    emails: app.get(ChangeEmail),
    register: app.get(Register),
    profile: new UpdateProfile(users, app.get(EmailChangeStore), app.get(ChangeEmail)),
    sessions: app.get(Sessions),
    forgotten: app.get(ForgottenPassword),
    changing: app.get(ChangePassword),
  };
}

const password = 'correct horse battery';
const aUser = (locale = 'en') =>
  shop.register.run({ email: `${v7()}@example.com`, password, name: 'Ada', locale });

interface MailRow {
  kind: TokenPurpose;
  recipient: string | null;
  state: string;
  locale: string;
  facts: { tokenId: string };
}
const mailsTo = (email: string, kind: TokenPurpose) =>
  tested.db.query<MailRow>(
    sql`SELECT * FROM mails WHERE recipient = ${email} AND kind = ${kind} ORDER BY created_at, id`,
  );
/** The link in the newest mail of a kind. */
const linkFor = async ({ email }: User, kind: TokenPurpose) =>
  links.issue((await mailsTo(email, kind)).at(-1)?.facts.tokenId ?? '', kind);
/** Another address, asked for and confirmed. */
async function move(user: User): Promise<User> {
  const email = `${v7()}@example.com`;
  const proof = { currentPassword: password, sessionId: '' };
  const authorised = await shop.emails.authorise({ userId: user.id, email, ...proof });
  await shop.profile.run(user.id, { email }, undefined, authorised);
  return shop.emails.confirm(await linkFor({ ...user, email }, 'change-email'));
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof RetryableError ? error.reason : (error as { code: string }).code),
  );
const codesOf = async (callers: number, work: () => Promise<unknown>) =>
  (await Promise.all(Array.from({ length: callers }, () => codeOf(work())))).sort();
const later = (ms: number) => (now = new Date(now.getTime() + ms));

describe('confirming an address', () => {
  it('is requested in the language of the user, in the transaction that creates the account', async () => {
    const user = await aUser('de');
    expect(await mailsTo(user.email, 'verify-email')).toMatchObject([{ locale: 'de', state: 'waiting' }]);
    expect(user.isEmailVerified).toBe(false);
    const rows = await tested.db.query(
      sql`SELECT * FROM mails WHERE facts::text LIKE ${`%${links.issue(user.id, 'verify-email')}%`}`,
    );
    expect(rows).toEqual([]);
  });

  it('works once, for one of fifty parallel callers', async () => {
    const user = await aUser();
    const link = await linkFor(user, 'verify-email');
    const codes = await codesOf(50, () => shop.confirming.confirm(link));
    expect(codes).toEqual(['done', ...Array.from({ length: 49 }, () => 'token.used')]);
    expect((await shop.users.find(user.id))?.isEmailVerified).toBe(true);
  });

  it('is refused with an expired or forged link, or one of another purpose', async () => {
    const user = await aUser();
    const link = await linkFor(user, 'verify-email');
    const forged = new HmacLinkTokens({ ACCOUNT_TOKEN_SECRET: 'a guess' }).issue(v7(), 'verify-email');
    expect(await codeOf(shop.confirming.confirm(forged))).toBe('token.unknown');
    expect(await codeOf(shop.confirming.confirm('%%%'))).toBe('token.unknown');
    expect(await codeOf(shop.forgotten.reset(link, 'a new password'))).toBe('token.unknown');
    later(48 * HOUR_MS);
    expect(await codeOf(shop.confirming.confirm(link))).toBe('token.expired');
    expect((await shop.users.find(user.id))?.isEmailVerified).toBe(false);
  });

  it('does not confirm an address that replaced it', async () => {
    const user = await aUser();
    const link = await linkFor(user, 'verify-email');
    const moved = await move(user);
    expect(await codeOf(shop.confirming.confirm(link))).toBe('token.unknown');
    expect((await shop.users.find(user.id))?.isEmailVerified).toBe(true);
    const renamed = await shop.profile.run(user.id, { name: 'Ada Lovelace' }, undefined);
    expect(renamed).toMatchObject({ email: moved.email, isEmailVerified: true });
    expect(await mailsTo(renamed.email, 'verify-email')).toHaveLength(0);
  });

  it('can be requested a few more times, and not after it is done', async () => {
    const user = await aUser();
    const codes = await codesOf(20, () => shop.confirming.resend(user.id));
    expect(codes.filter((one) => one === 'done')).toHaveLength(MAX_MAILS - 1);
    expect(await mailsTo(user.email, 'verify-email')).toHaveLength(MAX_MAILS);
    later(HOUR_MS);
    expect(await codeOf(shop.confirming.resend(user.id))).toBe('done');
    await shop.confirming.confirm(await linkFor(user, 'verify-email'));
    expect(await codeOf(shop.confirming.resend(user.id))).toBe('email.verified');
  });
});

describe('a forgotten password', () => {
  it('is replaced once, by one of fifty parallel callers, and every session ends', async () => {
    const user = await aUser();
    const { refreshToken } = await shop.sessions.open(user, 'phone');
    await shop.forgotten.request(user.email.toUpperCase(), undefined);
    const link = await linkFor(user, 'reset-password');
    const codes = await codesOf(50, () => shop.forgotten.reset(link, 'a new password'));
    expect(codes).toEqual(['done', ...Array.from({ length: 49 }, () => 'token.used')]);
    expect(await codeOf(shop.sessions.refresh(refreshToken))).toBe('auth.refresh_invalid');
    expect(await codeOf(shop.signIn.run(user.email, password))).toBe('auth.credentials');
    expect(await codeOf(shop.signIn.run(user.email, 'a new password'))).toBe('done');
  }, 60_000);

  it('takes the same statements with and without an account', async () => {
    const user = await aUser();
    const asked = async (email: string) => {
      statements = [];
      await shop.forgotten.request(email, 'de');
      return statements;
    };
    const [known, unknown] = [await asked(user.email), await asked(`${v7()}@example.com`)];
    expect(known.length).toBeGreaterThan(2);
    expect(unknown).toEqual(known);
    expect(await mailsTo(user.email, 'reset-password')).toMatchObject([{ locale: 'de', state: 'waiting' }]);
    const nobody = await tested.db.query(
      sql`SELECT * FROM mails WHERE recipient IS NULL AND state <> 'void'`,
    );
    expect(nobody).toEqual([]);
  });

  it('sends a few mails per hour to one address, however often it is requested', async () => {
    const user = await aUser();
    await codesOf(30, () => shop.forgotten.request(user.email, undefined));
    expect(await mailsTo(user.email, 'reset-password')).toHaveLength(MAX_MAILS);
  });

  it('accepts no expired link, and none after another one was used', async () => {
    const user = await aUser();
    await shop.forgotten.request(user.email, undefined);
    const first = await linkFor(user, 'reset-password');
    await shop.forgotten.request(user.email, undefined);
    await shop.forgotten.reset(await linkFor(user, 'reset-password'), 'a new password');
    expect(await codeOf(shop.forgotten.reset(first, 'yet another one'))).toBe('token.used');
    await shop.forgotten.request(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    later(HOUR_MS);
    expect(await codeOf(shop.forgotten.reset(link, 'yet another one'))).toBe('token.expired');
  });

  it('accepts no link that was sent to an address the user has changed', async () => {
    const user = await aUser();
    await shop.forgotten.request(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    const moved = await move(user);
    expect(await codeOf(shop.forgotten.reset(link, 'a new password'))).toBe('token.used');
    expect(await codeOf(shop.signIn.run(moved.email, password))).toBe('done');
    await shop.forgotten.request(moved.email, undefined);
    await shop.forgotten.reset(await linkFor(moved, 'reset-password'), 'a new password');
    expect(await codeOf(shop.signIn.run(moved.email, 'a new password'))).toBe('done');
  });

  it('leaves the link valid when the new password is refused, and ends a lock', async () => {
    const user = await aUser();
    for (let n = 0; n <= FREE_FAILURES; n++) await codeOf(shop.signIn.run(user.email, 'wrong'));
    await shop.forgotten.request(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    expect(await codeOf(shop.forgotten.reset(link, 'short'))).toBe('request.invalid');
    await shop.forgotten.reset(link, 'a new password');
    expect(await codeOf(shop.signIn.run(user.email, 'a new password'))).toBe('done');
  });

  it('leaves no session that was opened with the old password, whoever is first', async () => {
    const user = await aUser();
    await shop.forgotten.request(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    // All of these have been checked against the old password when it is replaced.
    const opening = Array.from({ length: 30 }, () =>
      shop.sessions.open(user, 'thief').catch(() => undefined),
    );
    await Promise.all([shop.forgotten.reset(link, 'a new password'), ...opening]);
    expect(await codeOf(shop.sessions.open(user, 'thief'))).toBe('auth.credentials');
    expect(await shop.sessions.listOf(user.id)).toEqual([]);
  });
});

describe('a change of the password', () => {
  const change = (user: User, currentPassword: string, sessionId: string, newPassword = 'a new password') =>
    shop.changing.run({ userId: user.id, sessionId, currentPassword, newPassword });

  it('ends all other sessions, and links that would set another one', async () => {
    const user = await aUser();
    const [phone, laptop] = [
      await shop.sessions.open(user, 'phone'),
      await shop.sessions.open(user, 'laptop'),
    ];
    const here = (await shop.sessions.listOf(user.id)).find((one) => one.userAgent === 'laptop')?.id ?? '';
    await shop.forgotten.request(user.email, undefined);
    await change(user, password, here);
    expect(await codeOf(shop.sessions.refresh(phone.refreshToken))).toBe('auth.refresh_invalid');
    expect(await codeOf(shop.sessions.refresh(laptop.refreshToken))).toBe('done');
    const link = await linkFor(user, 'reset-password');
    expect(await codeOf(shop.forgotten.reset(link, 'yet another one'))).toBe('token.used');
  });

  it('succeeds for one of fifty parallel callers with the same old one', async () => {
    const user = await aUser();
    const codes = await codesOf(50, () => change(user, password, v7()));
    expect(codes.filter((one) => one === 'done')).toHaveLength(1);
    // A hundred slow hashes.
  }, 60_000);

  it('is refused with a wrong one, and failures are counted', async () => {
    const user = await aUser();
    expect(await codeOf(change(user, password, v7(), 'short'))).toBe('request.invalid');
    for (let n = 0; n <= FREE_FAILURES; n++)
      expect(await codeOf(change(user, 'wrong', v7()))).toBe('password.wrong');
    expect(await codeOf(change(user, password, v7()))).toBe('busy');
  });
});
