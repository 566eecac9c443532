import { sql } from '@tradepost/database';
import { NotYet } from '@tradepost/errors';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MOST_MAILS, type TokenPurpose } from './domain/account-token.ts';
import { FREE_FAILURES } from './domain/lockout.ts';
import type { User } from './domain/user.ts';
import { ChangePassword } from './flows/change-password.ts';
import { ConfirmEmail } from './flows/confirm-email.ts';
import { ForgottenPassword } from './flows/forgotten-password.ts';
import { TokenTexts, UserStore } from './flows/ports.ts';
import { Register } from './flows/register.ts';
import { Sessions } from './flows/sessions.ts';
import { SignIn } from './flows/sign-in.ts';
import { UpdateProfile } from './flows/update-profile.ts';
import { HmacTokenTexts } from './io/token-texts.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

let tested: TestedUser;
let texts: TokenTexts;
let shop: ReturnType<typeof build>;
let now = new Date();
let statements: string[] = [];

beforeAll(async () => {
  tested = await testedUser({ now: () => now, onStatement: (text) => void statements.push(text) });
  texts = tested.app.get(TokenTexts);
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
    register: app.get(Register),
    profile: new UpdateProfile(users, confirming),
    sessions: app.get(Sessions),
    forgotten: app.get(ForgottenPassword),
    changing: app.get(ChangePassword),
  };
}

const password = 'correct horse battery';
const aUser = (locale = 'en') =>
  shop.register.run({ email: `${v7()}@example.com`, password, name: 'Ada', locale });

type MailRow = {
  kind: TokenPurpose;
  recipient: string | null;
  state: string;
  locale: string;
  facts: { tokenId: string };
};
const mailsTo = (email: string, kind: TokenPurpose) =>
  tested.db.query<MailRow>(
    sql`SELECT * FROM mails WHERE recipient = ${email} AND kind = ${kind} ORDER BY created_at, id`,
  );
/** The link in the newest mail of a kind. */
const linkFor = async ({ email }: User, kind: TokenPurpose) =>
  texts.make((await mailsTo(email, kind)).at(-1)?.facts.tokenId ?? '', kind);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof NotYet ? error.reason : (error as { code: string }).code),
  );
const codesOf = async (callers: number, work: () => Promise<unknown>) =>
  (await Promise.all(Array.from({ length: callers }, () => codeOf(work())))).sort();
const later = (ms: number) => (now = new Date(now.getTime() + ms));

describe('confirming an address', () => {
  it('is asked for in the language of who registers, in one transaction with the account', async () => {
    const user = await aUser('de');
    expect(await mailsTo(user.email, 'verify-email')).toMatchObject([{ locale: 'de', state: 'waiting' }]);
    expect(user.isEmailVerified).toBe(false);
    const rows = await tested.db.query(
      sql`SELECT * FROM mails WHERE facts::text LIKE ${`%${texts.make(user.id, 'verify-email')}%`}`,
    );
    expect(rows).toEqual([]);
  });

  it('works once, for one of fifty who try at once', async () => {
    const user = await aUser();
    const link = await linkFor(user, 'verify-email');
    const codes = await codesOf(50, () => shop.confirming.confirm(link));
    expect(codes).toEqual(['done', ...Array.from({ length: 49 }, () => 'token.used')]);
    expect((await shop.users.find(user.id))?.isEmailVerified).toBe(true);
  });

  it('is refused when it comes too late, is forged, or is meant for something else', async () => {
    const user = await aUser();
    const link = await linkFor(user, 'verify-email');
    const forged = new HmacTokenTexts({ ACCOUNT_TOKEN_SECRET: 'a guess' }).make(v7(), 'verify-email');
    expect(await codeOf(shop.confirming.confirm(forged))).toBe('token.unknown');
    expect(await codeOf(shop.confirming.confirm('%%%'))).toBe('token.unknown');
    expect(await codeOf(shop.forgotten.reset(link, 'a new password'))).toBe('token.unknown');
    later(48 * HOUR_MS);
    expect(await codeOf(shop.confirming.confirm(link))).toBe('token.expired');
    expect((await shop.users.find(user.id))?.isEmailVerified).toBe(false);
  });

  it('says nothing about the address that replaced it', async () => {
    const user = await aUser();
    const link = await linkFor(user, 'verify-email');
    const moved = await shop.profile.run(user.id, { email: `${v7()}@example.com` }, undefined);
    expect(await codeOf(shop.confirming.confirm(link))).toBe('token.unknown');
    await shop.confirming.confirm(await linkFor(moved, 'verify-email'));
    expect((await shop.users.find(user.id))?.isEmailVerified).toBe(true);
    const renamed = await shop.profile.run(user.id, { name: 'Ada Lovelace' }, undefined);
    expect(await mailsTo(renamed.email, 'verify-email')).toHaveLength(1);
  });

  it('is asked for again a few times and no more, and never once it is done', async () => {
    const user = await aUser();
    const codes = await codesOf(20, () => shop.confirming.again(user.id));
    expect(codes.filter((one) => one === 'done')).toHaveLength(MOST_MAILS - 1);
    expect(await mailsTo(user.email, 'verify-email')).toHaveLength(MOST_MAILS);
    later(HOUR_MS);
    expect(await codeOf(shop.confirming.again(user.id))).toBe('done');
    await shop.confirming.confirm(await linkFor(user, 'verify-email'));
    expect(await codeOf(shop.confirming.again(user.id))).toBe('email.verified');
  });
});

describe('a forgotten password', () => {
  it('is replaced once, by one of fifty who try at once, and every device is signed out', async () => {
    const user = await aUser();
    const { refreshToken } = await shop.sessions.open(user, 'phone');
    await shop.forgotten.ask(user.email.toUpperCase(), undefined);
    const link = await linkFor(user, 'reset-password');
    const codes = await codesOf(50, () => shop.forgotten.reset(link, 'a new password'));
    expect(codes).toEqual(['done', ...Array.from({ length: 49 }, () => 'token.used')]);
    expect(await codeOf(shop.sessions.refresh(refreshToken))).toBe('auth.refresh_invalid');
    expect(await codeOf(shop.signIn.run(user.email, password))).toBe('auth.credentials');
    expect(await codeOf(shop.signIn.run(user.email, 'a new password'))).toBe('done');
  }, 60_000);

  it('asks the database the same whether there is such an account or not', async () => {
    const user = await aUser();
    const asked = async (email: string) => {
      statements = [];
      await shop.forgotten.ask(email, 'de');
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

  it('writes to one address a few times an hour, however often it is asked', async () => {
    const user = await aUser();
    await codesOf(30, () => shop.forgotten.ask(user.email, undefined));
    expect(await mailsTo(user.email, 'reset-password')).toHaveLength(MOST_MAILS);
  });

  it('takes no link that is too old, and none once another one was used', async () => {
    const user = await aUser();
    await shop.forgotten.ask(user.email, undefined);
    const first = await linkFor(user, 'reset-password');
    await shop.forgotten.ask(user.email, undefined);
    await shop.forgotten.reset(await linkFor(user, 'reset-password'), 'a new password');
    expect(await codeOf(shop.forgotten.reset(first, 'yet another one'))).toBe('token.used');
    await shop.forgotten.ask(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    later(HOUR_MS);
    expect(await codeOf(shop.forgotten.reset(link, 'yet another one'))).toBe('token.expired');
  });

  it('takes no link that was sent to an address the person has left', async () => {
    const user = await aUser();
    await shop.forgotten.ask(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    const moved = await shop.profile.run(user.id, { email: `${v7()}@example.com` }, undefined);
    expect(await codeOf(shop.forgotten.reset(link, 'a new password'))).toBe('token.unknown');
    expect(await codeOf(shop.signIn.run(moved.email, password))).toBe('done');
    await shop.forgotten.ask(moved.email, undefined);
    await shop.forgotten.reset(await linkFor(moved, 'reset-password'), 'a new password');
    expect(await codeOf(shop.signIn.run(moved.email, 'a new password'))).toBe('done');
  });

  it('leaves the link good when the new password is refused, and opens a lock', async () => {
    const user = await aUser();
    for (let n = 0; n <= FREE_FAILURES; n++) await codeOf(shop.signIn.run(user.email, 'wrong'));
    await shop.forgotten.ask(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    expect(await codeOf(shop.forgotten.reset(link, 'short'))).toBe('request.invalid');
    await shop.forgotten.reset(link, 'a new password');
    expect(await codeOf(shop.signIn.run(user.email, 'a new password'))).toBe('done');
  });

  it('lets no sign-in with the old password slip through, whoever is first', async () => {
    const user = await aUser();
    await shop.forgotten.ask(user.email, undefined);
    const link = await linkFor(user, 'reset-password');
    // All of these have shown the old password when it is replaced.
    const opening = Array.from({ length: 30 }, () =>
      shop.sessions.open(user, 'thief').catch(() => undefined),
    );
    await Promise.all([shop.forgotten.reset(link, 'a new password'), ...opening]);
    expect(await codeOf(shop.sessions.open(user, 'thief'))).toBe('auth.credentials');
    expect(await shop.sessions.listOf(user.id)).toEqual([]);
  });
});

describe('a new password for who knows the old one', () => {
  const change = (user: User, currentPassword: string, sessionId: string, newPassword = 'a new password') =>
    shop.changing.run({ userId: user.id, sessionId, currentPassword, newPassword });

  it('signs all other devices out, and ends links that would set another one', async () => {
    const user = await aUser();
    const [phone, laptop] = [
      await shop.sessions.open(user, 'phone'),
      await shop.sessions.open(user, 'laptop'),
    ];
    const here = (await shop.sessions.listOf(user.id)).find((one) => one.userAgent === 'laptop')?.id ?? '';
    await shop.forgotten.ask(user.email, undefined);
    await change(user, password, here);
    expect(await codeOf(shop.sessions.refresh(phone.refreshToken))).toBe('auth.refresh_invalid');
    expect(await codeOf(shop.sessions.refresh(laptop.refreshToken))).toBe('done');
    const link = await linkFor(user, 'reset-password');
    expect(await codeOf(shop.forgotten.reset(link, 'yet another one'))).toBe('token.used');
  });

  it('is set once by fifty who know the same old one', async () => {
    const user = await aUser();
    const codes = await codesOf(50, () => change(user, password, v7()));
    expect(codes.filter((one) => one === 'done')).toHaveLength(1);
    // A hundred slow hashes.
  }, 60_000);

  it('is refused for a wrong one, and guesses are counted', async () => {
    const user = await aUser();
    expect(await codeOf(change(user, password, v7(), 'short'))).toBe('request.invalid');
    for (let n = 0; n <= FREE_FAILURES; n++)
      expect(await codeOf(change(user, 'wrong', v7()))).toBe('password.wrong');
    expect(await codeOf(change(user, password, v7()))).toBe('busy');
  });
});
