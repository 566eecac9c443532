import { hash } from '@node-rs/argon2';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FREE_FAILURES } from './domain/lockout.ts';
import type { User } from './domain/user.ts';
import { ChangePassword } from './flows/change-password.ts';
import { ConfirmEmail } from './flows/confirm-email.ts';
import { ForgottenPassword } from './flows/forgotten-password.ts';
import { LinkTokens, UserStore } from './flows/ports.ts';
import { Register } from './flows/register.ts';
import { SignIn } from './flows/sign-in.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

let tested: TestedUser;
let shop: ReturnType<typeof build>;
let statements: string[] = [];

beforeAll(async () => {
  tested = await testedUser({ onStatement: (text) => void statements.push(text) });
  shop = build();
});
afterAll(() => tested.close());

function build() {
  const { app } = tested;
  return {
    users: app.get(UserStore),
    register: app.get(Register),
    signIn: app.get(SignIn),
    changing: app.get(ChangePassword),
    confirming: app.get(ConfirmEmail),
    forgotten: app.get(ForgottenPassword),
  };
}

const password = 'correct horse battery';
const aUser = (email: string, typed = password) => shop.register.run({ email, password: typed, name: 'Ada' });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string; reason?: string }) => error.code ?? error.reason,
  );

/** An account as the release before stored it: the key is the address in lower case. */
async function anOldUser(email: string): Promise<User> {
  const user = await aUser(`${v7()}@example.com`);
  await tested.db.execute(
    sql`UPDATE users SET email = ${email}, email_key = ${email.toLowerCase()} WHERE id = ${user.id}`,
  );
  return { ...user, email };
}

/** A password as the release before hashed it: as it was typed. */
async function withOldHash(user: User, typed: string): Promise<void> {
  const stored = await hash(typed, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  await tested.db.execute(sql`UPDATE users SET password_hash = ${stored} WHERE id = ${user.id}`);
}

const hashOf = async ({ id }: User) => (await shop.users.findWithPassword(id))?.passwordHash;
const mailsTo = (email: string, kind: string) =>
  tested.db.query<{ facts: { tokenId: string } }>(
    sql`SELECT facts FROM mails WHERE recipient = ${email} AND kind = ${kind} ORDER BY id`,
  );
const linkFor = async (email: string, kind: 'verify-email' | 'reset-password') =>
  tested.app.get(LinkTokens).issue((await mailsTo(email, kind)).at(-1)?.facts.tokenId ?? '', kind);

describe('an address with a domain in another script', () => {
  it('is stored, and written to, in punycode', async () => {
    const name = v7();
    const user = await aUser(` ${name}@BÜCHER.example`);
    expect(user.email).toBe(`${name}@xn--bcher-kva.example`);
    expect(await mailsTo(user.email, 'verify-email')).toHaveLength(1);
  });

  it('is one account, however it is typed', async () => {
    const name = v7();
    const user = await aUser(`${name}@bücher.example`);
    const spellings = [
      `${name}@bu\u0308cher.example`,
      `${name}@xn--bcher-kva.example`,
      `${name.toUpperCase()}@XN--BCHER-KVA.EXAMPLE`,
      `${name}＠bücher.example\u200B`,
    ];
    for (const spelling of spellings) {
      expect((await shop.signIn.run(spelling, password)).id).toBe(user.id);
      expect(await codeOf(aUser(spelling))).toBe('user.email_taken');
    }
    await shop.forgotten.request(`${name}@bücher.example`, undefined);
    expect(
      await codeOf(shop.forgotten.reset(await linkFor(user.email, 'reset-password'), 'a new password')),
    ).toBe('done');
  });

  it('is locked in all its forms at once', async () => {
    const name = v7();
    await aUser(`${name}@bücher.example`);
    for (let n = 0; n <= FREE_FAILURES; n++)
      await codeOf(
        shop.signIn.run(n % 2 ? `${name}@bücher.example` : `${name}@xn--bcher-kva.example`, 'wrong'),
      );
    expect(await codeOf(shop.signIn.run(`${name}@bücher.example`, password))).toBe('busy');
    expect(await codeOf(shop.signIn.run(`${name}@xn--bcher-kva.example`, password))).toBe('busy');
  });

  it('takes the same statements with and without an account', async () => {
    const name = v7();
    await aUser(`${name}@bücher.example`);
    const asked = async (email: string) => {
      statements = [];
      await codeOf(shop.signIn.run(email, 'wrong'));
      await shop.forgotten.request(email, undefined);
      return statements;
    };
    expect(await asked(`${name}@bücher.example`)).toEqual(await asked(`${v7()}@bücher.example`));
  });
});

describe('an account of before addresses were normalised', () => {
  it('is found by either form, and can be confirmed and given a new password', async () => {
    const name = v7();
    const user = await anOldUser(`${name}@Bücher.example`);
    expect((await shop.signIn.run(`${name}@bücher.example`, password)).id).toBe(user.id);
    expect((await shop.signIn.run(`${name}@xn--bcher-kva.example`, password)).id).toBe(user.id);
    await shop.confirming.resend(user.id);
    expect(await codeOf(shop.confirming.confirm(await linkFor(user.email, 'verify-email')))).toBe('done');
    await shop.forgotten.request(`${name}@xn--bcher-kva.example`, undefined);
    const link = await linkFor(user.email, 'reset-password');
    expect(await codeOf(shop.forgotten.reset(link, 'a new password'))).toBe('done');
  });

  it('can use a link that the release before sent', async () => {
    const user = await anOldUser(`${v7()}@bücher.example`);
    await shop.confirming.resend(user.id);
    await tested.db.execute(sql`
      UPDATE account_tokens SET email_hash = sha256(convert_to(${user.email}, 'UTF8')) WHERE user_id = ${user.id}`);
    expect(await codeOf(shop.confirming.confirm(await linkFor(user.email, 'verify-email')))).toBe('done');
  });

  it('keeps its address from being registered again', async () => {
    const name = v7();
    await anOldUser(`${name}@bücher.example`);
    expect(await codeOf(aUser(`${name}@bücher.example`))).toBe('user.email_taken');
    expect(await codeOf(aUser(`${name}@xn--bcher-kva.example`))).toBe('user.email_taken');
  });

  it('is reached beside one in punycode, which is reached too', async () => {
    const name = v7();
    const punycode = await aUser(`${name}@xn--bcher-kva.example`);
    const unicode = await anOldUser(`${name}@bücher.example`);
    expect((await shop.signIn.run(`${name}@bücher.example`, password)).id).toBe(unicode.id);
    expect((await shop.signIn.run(`${name}@xn--bcher-kva.example`, password)).id).toBe(punycode.id);
  });
});

describe('a password', () => {
  const composed = 'Gr\u00FC\u00DFe aus K\u00F6ln';
  const decomposed = composed.normalize('NFD');

  it('is the same on every keyboard', async () => {
    const user = await aUser(`${v7()}@example.com`, decomposed);
    expect((await shop.signIn.run(user.email, composed)).id).toBe(user.id);
    expect((await shop.signIn.run(user.email, decomposed)).id).toBe(user.id);
    expect(await codeOf(shop.signIn.run(user.email, 'Gruße aus Köln'))).toBe('auth.credentials');
  });

  it('that was hashed as it was typed is accepted as it was typed, and hashed anew', async () => {
    const user = await aUser(`${v7()}@example.com`);
    await withOldHash(user, decomposed);
    expect(await codeOf(shop.signIn.run(user.email, composed))).toBe('auth.credentials');
    const before = await hashOf(user);
    const signedIn = await Promise.all(
      Array.from({ length: 5 }, () => shop.signIn.run(user.email, decomposed)),
    );
    // Sessions that are being opened with the same password go on.
    for (const { passwordVersion } of signedIn) expect(passwordVersion).toBe(user.passwordVersion);
    expect(await hashOf(user)).not.toBe(before);
    expect((await shop.signIn.run(user.email, composed)).id).toBe(user.id);
    const after = await hashOf(user);
    await shop.signIn.run(user.email, decomposed);
    expect(await hashOf(user)).toBe(after);
  });

  it('is not hashed anew over one that was changed meanwhile', async () => {
    const user = await aUser(`${v7()}@example.com`);
    const before = (await hashOf(user)) ?? '';
    await withOldHash(user, 'another password');
    await shop.users.rehash(user.id, before, 'a hash that is late');
    expect(await codeOf(shop.signIn.run(user.email, 'another password'))).toBe('done');
  });

  it('counts once as wrong, in however many forms it was compared', async () => {
    const user = await aUser(`${v7()}@example.com`, composed);
    for (let n = 0; n < FREE_FAILURES; n++) await codeOf(shop.signIn.run(user.email, 'wro\u0301ng'));
    expect(await codeOf(shop.signIn.run(user.email, composed))).toBe('done');
  });

  it('is changed by its old form', async () => {
    const user = await aUser(`${v7()}@example.com`);
    await withOldHash(user, decomposed);
    const change = {
      userId: user.id,
      sessionId: v7(),
      currentPassword: decomposed,
      newPassword: 'a new password',
    };
    expect(await codeOf(shop.changing.run(change))).toBe('done');
  });
});
