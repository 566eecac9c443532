import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { User } from './domain/user.ts';
import { RefreshTokens } from './flows/ports.ts';
import { anAddress, codeOf, codesOf, emailChanges, HOUR_MS, password } from './testing/email-changes.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

let tested: TestedUser;
let shop: ReturnType<typeof emailChanges>;
let now = new Date();

beforeAll(async () => {
  tested = await testedUser({ now: () => now });
  shop = emailChanges(tested);
});
afterAll(() => tested.close());

const later = (ms: number) => (now = new Date(now.getTime() + ms));

describe('the link to the new address', () => {
  it('changes the address, once, for one of fifty parallel callers', async () => {
    const user = await shop.verified();
    const email = anAddress();
    await shop.ask(user, { email });
    const link = await shop.linkTo(email, 'change-email');
    const codes = await codesOf(50, () => shop.flow.confirm(link));
    expect(codes).toEqual(['done', ...Array.from({ length: 49 }, () => 'token.used')]);
    expect(await shop.me(user)).toMatchObject({ email, emailVerified: true, pendingEmail: undefined });
    expect([await shop.signInAs(email), await shop.signInAs(user.email)]).toEqual([
      'done',
      'auth.credentials',
    ]);
    expect(await shop.kindsTo(user.email)).toEqual(['verify-email', 'stop-email-change', 'email-changed']);
  });

  it('ends all sessions but the one that asked, and links to the old address', async () => {
    const user = await shop.aUser();
    const opened = [await shop.sessions.open(user, 'here'), await shop.sessions.open(user, 'there')];
    const [here] = opened.map(
      ({ refreshToken }) => tested.app.get(RefreshTokens).read(refreshToken)?.sessionId,
    );
    const email = anAddress();
    await shop.ask(user, { email, sessionId: here ?? '' });
    await shop.forgotten.request(user.email, undefined);
    await shop.confirm(email);
    expect((await shop.sessions.listOf(user.id)).map(({ userAgent }) => userAgent)).toEqual(['here']);
    expect(
      await codeOf(shop.forgotten.reset(await shop.linkTo(user.email, 'reset-password'), 'a new one')),
    ).toBe('token.used');
    expect(await codeOf(shop.confirming.confirm(await shop.linkTo(user.email, 'verify-email')))).toBe(
      'token.unknown',
    );
  });

  it('is of no use when the address was registered meanwhile, and does not say by whom', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    await shop.ask(user, { email });
    await shop.register.run({ email: email.toUpperCase(), password, name: 'Eve' });
    expect(await codeOf(shop.confirm(email))).toBe('email.unavailable');
    expect(await shop.me(user)).toMatchObject({ email: user.email, pendingEmail: undefined });
  });

  it('leaves one account with the address when it is registered at the same moment', async () => {
    const users = await Promise.all(Array.from({ length: 10 }, () => shop.aUser()));
    for (const user of users) {
      const email = anAddress();
      await shop.ask(user, { email });
      const link = await shop.linkTo(email, 'change-email');
      const codes = await Promise.all([
        codeOf(shop.flow.confirm(link)),
        codeOf(shop.register.run({ email, password, name: 'Eve' })),
      ]);
      expect(codes.filter((code) => code === 'done')).toHaveLength(1);
      expect(['email.unavailable', 'user.email_taken']).toContain(codes.find((code) => code !== 'done'));
    }
  }, 30_000);

  it('is void once the password was changed or reset', async () => {
    for (const how of ['change', 'reset'] as const) {
      const user = await shop.aUser();
      const email = anAddress();
      await shop.ask(user, { email });
      await shop.forgotten.request(user.email, undefined);
      if (how === 'reset')
        await shop.forgotten.reset(await shop.linkTo(user.email, 'reset-password'), 'a new password');
      else
        await shop.changing.run({
          ...{ userId: user.id, sessionId: v7(), currentPassword: password, newPassword: 'a new password' },
        });
      expect(await codeOf(shop.confirm(email))).toBe('token.replaced');
      expect((await shop.me(user))?.pendingEmail).toBeUndefined();
    }
  });

  it('is sent again on request, and each that was sent works until one was used', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    await shop.ask(user, { email });
    const first = await shop.linkTo(email, 'change-email');
    await shop.flow.resend(user.id);
    const second = await shop.linkTo(email, 'change-email');
    expect(second).not.toBe(first);
    expect(await codeOf(shop.flow.confirm(first))).toBe('done');
    expect(await codeOf(shop.flow.confirm(second))).toBe('token.used');
    expect(await codeOf(shop.flow.resend(user.id))).toBe('email.no_change');
  });

  it('is of no use for anything else', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    await shop.ask(user, { email });
    const link = await shop.linkTo(email, 'change-email');
    expect(await codeOf(shop.confirming.confirm(link))).toBe('token.unknown');
    expect(await codeOf(shop.forgotten.reset(link, 'a new password'))).toBe('token.unknown');
    expect(await codeOf(shop.flow.stop(link))).toBe('token.unknown');
    expect(await codeOf(shop.flow.confirm(await shop.linkTo(user.email, 'stop-email-change')))).toBe(
      'token.unknown',
    );
  });
});

describe('a change that is given up', () => {
  it('leaves no link behind, and is given up once per version', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    const { version = 0 } = (await shop.ask(user, { email })) ?? {};
    const giveUp = () => shop.changes.cancelEmailChange({ userId: user.id, idempotencyKey: '' });
    await giveUp();
    await giveUp();
    expect(await shop.me(user)).toMatchObject({ version: version + 1, pendingEmail: undefined });
    expect(await codeOf(shop.confirm(email))).toBe('token.replaced');
  });
});

describe('the link to the old address', () => {
  const stop = async ({ email }: User, kind = 'stop-email-change') =>
    shop.flow.stop(await shop.linkTo(email, kind, 'stop-email-change'));

  it('stops the change, once', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    await shop.ask(user, { email });
    expect(await stop(user)).toEqual({ email: user.email, isRestored: false });
    expect(await codeOf(stop(user))).toBe('token.used');
    expect((await shop.me(user))?.pendingEmail).toBeUndefined();
    expect(await codeOf(shop.confirm(email))).toBe('token.replaced');
    expect(await shop.signInAs(user.email)).toBe('done');
  });

  it('stops what was asked for after it, too', async () => {
    const user = await shop.aUser();
    await shop.ask(user, { email: anAddress() });
    const link = await shop.linkTo(user.email, 'stop-email-change');
    const email = anAddress();
    await shop.ask(user, { email });
    await shop.flow.stop(link);
    expect(await codeOf(shop.confirm(email))).toBe('token.replaced');
  });

  it('gives the account back after the change: sessions, password and address of the thief are worth nothing', async () => {
    const user = await shop.verified();
    const [first, second, third] = [anAddress(), anAddress(), anAddress()];
    await shop.ask(user, { email: first });
    const thief = await shop.confirm(first);
    await shop.ask(thief, { email: second });
    const moved = await shop.confirm(second);
    await shop.ask(moved, { email: third });
    const { refreshToken } = await shop.sessions.open(moved, 'thief');
    await shop.forgotten.request(second, undefined);

    expect(await stop(user, 'email-changed')).toEqual({ email: user.email, isRestored: true });
    expect(await shop.me(user)).toMatchObject({
      email: user.email,
      emailVerified: true,
      pendingEmail: undefined,
    });
    expect(await codeOf(shop.sessions.refresh(refreshToken))).toBe('auth.refresh_invalid');
    for (const email of [user.email, first, second])
      expect(await shop.signInAs(email)).toBe('auth.credentials');
    expect(await codeOf(shop.confirm(third))).toBe('token.replaced');
    expect(await codeOf(shop.forgotten.reset(await shop.linkTo(second, 'reset-password'), 'a new one'))).toBe(
      'token.used',
    );
    // The last word has whoever was first.
    for (const email of [first, second])
      expect(await codeOf(shop.flow.stop(await shop.linkTo(email, 'stop-email-change')))).toBe('token.used');
    await shop.forgotten.reset(await shop.linkTo(user.email, 'reset-password'), 'a new password');
    expect(await shop.signInAs(user.email, 'a new password')).toBe('done');
  });

  it('is not void because an address in between took the account back', async () => {
    const user = await shop.verified();
    const [first, second] = [anAddress(), anAddress()];
    await shop.ask(user, { email: first });
    await shop.ask(await shop.confirm(first), { email: second });
    await shop.confirm(second);
    expect(await stop({ ...user, email: first })).toEqual({ email: first, isRestored: true });
    expect(await stop(user)).toEqual({ email: user.email, isRestored: true });
  });

  it('gives an account back for one of twenty parallel callers', async () => {
    const user = await shop.verified();
    const email = anAddress();
    await shop.ask(user, { email });
    await shop.confirm(email);
    const link = await shop.linkTo(user.email, 'email-changed', 'stop-email-change');
    const codes = await codesOf(20, () => shop.flow.stop(link));
    expect(codes).toEqual(['done', ...Array.from({ length: 19 }, () => 'token.used')]);
    expect(await shop.mailsTo(user.email, 'reset-password')).toHaveLength(1);
  }, 30_000);

  it('gives nothing to an address that was never confirmed', async () => {
    const user = await shop.aUser();
    const email = anAddress();
    await shop.ask(user, { email });
    await shop.confirm(email);
    expect((await shop.mailsTo(user.email, 'email-changed'))[0]?.facts.undo).toBeUndefined();
    expect(await codeOf(stop(user))).toBe('email.unavailable');
    expect((await shop.me(user))?.email).toBe(email);
  });

  it('gives nothing back that someone else has by now, and nothing after a week', async () => {
    const [user, other] = [await shop.verified(), await shop.verified()];
    for (const one of [user, other]) {
      const email = anAddress();
      await shop.ask(one, { email });
      await shop.confirm(email);
    }
    await shop.register.run({ email: user.email, password, name: 'Eve' });
    expect(await codeOf(stop(user))).toBe('email.unavailable');
    later(7 * 24 * HOUR_MS);
    expect(await codeOf(stop(other))).toBe('token.expired');
  });
});

describe('the mails of a change', () => {
  it('are composed in both languages, with a link where there is something to do', async () => {
    const user = await shop.verified();
    const email = anAddress();
    await shop.ask(user, { email });
    const link = await shop.linkTo(email, 'change-email');
    expect((await shop.compose(email, 'change-email', 'en'))?.text).toContain(
      `/confirm-email-change?token=${link}`,
    );
    expect((await shop.compose(user.email, 'stop-email-change', 'de'))?.text).toContain(
      '/stop-email-change?token=',
    );
    await shop.confirm(email);
    expect(await shop.compose(email, 'change-email', 'en')).toBeUndefined();
    expect((await shop.compose(user.email, 'email-changed', 'en'))?.text).toContain(
      '/stop-email-change?token=',
    );
    expect((await shop.compose(user.email, 'email-changed', 'de'))?.subject).toBe(
      'Ihre E-Mail-Adresse wurde geändert',
    );
  });

  it('tell an address that was never confirmed, and the owner of a taken one, without a secret', async () => {
    const [user, owner] = [await shop.aUser(), await shop.aUser()];
    await shop.ask(user, { email: owner.email });
    const taken = await shop.compose(owner.email, 'email-taken', 'en');
    expect(taken?.text).toContain('/sign-in');
    expect(taken?.text).not.toContain('token=');
    const email = anAddress();
    await shop.ask(user, { email });
    await shop.confirm(email);
    expect((await shop.compose(user.email, 'email-changed', 'en'))?.text).not.toContain('token=');
  });
});
