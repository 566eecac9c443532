import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_MAILS } from './domain/account-token.ts';
import { FREE_FAILURES } from './domain/lockout.ts';
import type { User } from './domain/user.ts';
import { anAddress, codeOf, codesOf, emailChanges, HOUR_MS, password } from './testing/email-changes.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

let tested: TestedUser;
let shop: ReturnType<typeof emailChanges>;
let now = new Date();
let statements: string[] = [];

beforeAll(async () => {
  tested = await testedUser({ now: () => now, onStatement: (text) => void statements.push(text) });
  shop = emailChanges(tested);
});
afterAll(() => tested.close());

const later = (ms: number) => (now = new Date(now.getTime() + ms));

describe('asking for another address', () => {
  it('changes nothing but what the account shows, and tells both addresses', async () => {
    const user = await shop.verified();
    const email = anAddress();
    const answer = await shop.ask(user, { email });
    expect(answer).toMatchObject({ email: user.email, emailVerified: true, pendingEmail: { email } });
    expect(answer?.pendingEmail?.expiresAt).toEqual(new Date(now.getTime() + 48 * HOUR_MS));
    expect(answer?.version).toBe(user.version + 1);
    expect(await shop.me(user)).toEqual(answer);
    expect(await shop.kindsTo(email)).toEqual(['change-email']);
    expect(await shop.kindsTo(user.email)).toEqual(['verify-email', 'stop-email-change']);
    expect([await shop.signInAs(user.email), await shop.signInAs(email)]).toEqual([
      'done',
      'auth.credentials',
    ]);
  });

  it('needs the password, whose failures count like those of a sign-in', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    expect(await codeOf(shop.ask(user, { email, currentPassword: '' }))).toBe('request.invalid');
    for (let n = 0; n <= FREE_FAILURES; n++)
      expect(await codeOf(shop.ask(user, { email, currentPassword: 'wrong' }))).toBe('password.wrong');
    expect(await codeOf(shop.ask(user, { email }))).toBe('busy');
    expect(await shop.signInAs(user.email)).toBe('busy');
    expect((await shop.me(user))?.pendingEmail).toBeUndefined();
    expect(await shop.mailsTo(email)).toEqual([]);
  });

  it('needs none when the address is the same, or none is given', async () => {
    const user = await shop.aUser();
    const same = await shop.ask(user, { email: user.email.toUpperCase(), currentPassword: '' });
    expect(same?.pendingEmail).toBeUndefined();
    expect(await shop.kindsTo(user.email)).toEqual(['verify-email']);
  });

  it('has its password checked although the address is the same, or none is given', async () => {
    const user = await shop.aUser();
    for (const email of [user.email, undefined]) {
      expect(await codeOf(shop.ask(user, { email, currentPassword: 'wrong' }))).toBe('password.wrong');
      expect(await codeOf(shop.ask(user, { email }))).toBe('done');
    }
    expect(await shop.kindsTo(user.email)).toEqual(['verify-email']);
  });

  it('is refused for what is no address', async () => {
    expect(await codeOf(shop.ask(await shop.aUser(), { email: 'nobody' }))).toBe('request.invalid');
  });

  it('takes the form in which addresses are stored', async () => {
    const user = await shop.aUser();
    const name = v7();
    await shop.ask(user, { email: ` ${name}@BÜCHER.example` });
    expect((await shop.confirm(`${name}@xn--bcher-kva.example`)).email).toBe(`${name}@xn--bcher-kva.example`);
  });

  it('comes to nothing when the password was changed after it was checked', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    const authorised = await shop.flow.authorise({
      ...{ userId: user.id, email, currentPassword: password, sessionId: '' },
    });
    await shop.changing.run({
      ...{ userId: user.id, sessionId: v7(), currentPassword: password, newPassword: 'a new password' },
    });
    const changed = (await shop.users.find(user.id)) as User;
    const request = shop.flow.request(shop.store, changed, email, authorised as never);
    expect(await codeOf(request)).toBe('password.wrong');
  });

  it('replaces what was asked for before, also by twenty parallel callers', async () => {
    const user = await shop.aUser();
    const first = anAddress();
    await shop.ask(user, { email: first });
    const old = await shop.linkTo(first, 'change-email');
    const second = anAddress();
    await shop.ask(user, { email: second });
    expect((await shop.me(user))?.pendingEmail?.email).toBe(second);
    expect(await codeOf(shop.flow.confirm(old))).toBe('token.replaced');
    later(HOUR_MS);
    const codes = await codesOf(20, () => shop.ask(user, { email: anAddress() }));
    expect(codes.filter((code) => code === 'done')).toHaveLength(MAX_MAILS);
    const pending = await tested.db.query(
      sql`SELECT FROM email_changes WHERE user_id = ${user.id} AND state = 'pending'`,
    );
    expect(pending).toHaveLength(1);
  }, 30_000);

  it('happens once per key, whose row holds no password', async () => {
    const user = await shop.aUser();
    const asked = { email: anAddress(), idempotencyKey: 'a key' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.ask(user, asked)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await shop.mailsTo(asked.email)).toHaveLength(1);
    expect(await codeOf(shop.ask(user, { ...asked, currentPassword: 'wrong' }))).toBe('password.wrong');
    // A hash of the request with the password would let whoever reads the table guess it quickly.
    expect(await shop.ask(user, { ...asked, sessionId: v7() })).toEqual(answers[0]);
  });

  it('sends a few mails per hour to an address, whoever asks', async () => {
    const email = anAddress();
    const codes: unknown[] = [];
    for (let n = 0; n <= MAX_MAILS; n++) codes.push(await codeOf(shop.ask(await shop.aUser(), { email })));
    expect(codes.at(-1)).toBe('busy');
    expect(await shop.mailsTo(email)).toHaveLength(MAX_MAILS);
  });

  it('is forgotten after two days', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    await shop.ask(user, { email });
    const link = await shop.linkTo(email, 'change-email');
    later(48 * HOUR_MS);
    expect((await shop.me(user))?.pendingEmail).toBeUndefined();
    expect(await codeOf(shop.flow.confirm(link))).toBe('token.expired');
    expect(await codeOf(shop.flow.resend(user.id))).toBe('email.no_change');
    await shop.ask(user, { email });
    expect((await shop.confirm(email)).email).toBe(email);
  });
});

describe('asking for the address of another account', () => {
  it('is answered alike and takes the same statements, and its owner gets a mail that says so', async () => {
    const [user, other, owner] = [await shop.aUser(), await shop.aUser(), await shop.aUser()];
    const asked = async (who: User, email: string) => {
      statements = [];
      const answer = await shop.ask(who, { email });
      return { statements, answer: { ...answer, id: '', email: '', createdAt: '', pendingEmail: '' } };
    };
    expect(await asked(user, owner.email)).toEqual(await asked(other, anAddress()));
    expect(await shop.kindsTo(owner.email)).toEqual(['verify-email', 'email-taken']);
    expect((await shop.me(user))?.pendingEmail?.email).toBe(owner.email);
    const link = await shop.linkTo(owner.email, 'email-taken', 'change-email');
    expect(await codeOf(shop.flow.confirm(link))).toBe('token.unknown');
  });

  it('is answered alike when the mail is sent again', async () => {
    const [user, owner] = [await shop.aUser(), await shop.aUser()];
    await shop.ask(user, { email: owner.email });
    expect(await codeOf(shop.flow.resend(user.id))).toBe('done');
    expect(await shop.kindsTo(owner.email)).toEqual(['verify-email', 'email-taken', 'email-taken']);
  });
});
