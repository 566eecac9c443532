import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangePassword } from './flows/change-password.ts';
import { EndSessions } from './flows/end-sessions.ts';
import { ForgottenPassword } from './flows/forgotten-password.ts';
import { Clock, LinkTokens, RefreshTokens, SessionStore, UserStore } from './flows/ports.ts';
import { Register } from './flows/register.ts';
import { Sessions } from './flows/sessions.ts';
import { RevocationStore } from './io/revocation.store.ts';
import { type TestedUser, testedUser } from './testing/user-service.ts';

let tested: TestedUser;
let shop: ReturnType<typeof build>;
let statements = 0;

beforeAll(async () => {
  tested = await testedUser({ onStatement: () => void statements++ });
  shop = build();
});
afterAll(() => tested.close());

function build() {
  const { app } = tested;
  return {
    users: app.get(UserStore),
    register: app.get(Register),
    sessions: app.get(Sessions),
    changing: app.get(ChangePassword),
    forgotten: app.get(ForgottenPassword),
    ending: new EndSessions(app.get(SessionStore), app.get(Clock)),
    revocations: app.get(RevocationStore),
  };
}

const password = 'correct horse battery';
const aUser = () => shop.register.run({ email: `${v7()}@example.com`, password, name: 'Ada' });

/** A user with a session per device. */
async function signedIn(...devices: string[]) {
  const user = await aUser();
  const sessions: { refreshToken: string; id: string }[] = [];
  for (const device of devices) {
    const { refreshToken } = await shop.sessions.open(user, device);
    const id = tested.app.get(RefreshTokens).read(refreshToken)?.sessionId ?? '';
    sessions.push({ refreshToken, id });
  }
  return { user, sessions };
}

/** Reads every page, as a gateway does. */
async function read(cursor: string) {
  const sessions: string[] = [];
  const roles: { userId: string; roles: readonly string[] }[] = [];
  for (;;) {
    const page = await shop.revocations.since(cursor);
    sessions.push(...page.sessions.map((one) => one.sessionId));
    roles.push(...page.roles);
    cursor = page.cursor;
    if (!page.hasMore) return { sessions, roles, cursor };
  }
}

/** What a gateway hears that has read everything before. */
async function heardOf(work: () => Promise<unknown>) {
  const { cursor } = await read('');
  await work();
  return read(cursor);
}

const mailedLink = async (email: string) => {
  const [mail] = await tested.db.query<{ facts: { tokenId: string } }>(
    sql`SELECT facts FROM mails WHERE recipient = ${email} AND kind = 'reset-password' ORDER BY id DESC LIMIT 1`,
  );
  return tested.app.get(LinkTokens).issue(mail?.facts.tokenId ?? '', 'reset-password');
};

describe('a session that ends', () => {
  type SignedIn = Awaited<ReturnType<typeof signedIn>>;
  const all = ({ sessions }: SignedIn) => sessions.map((one) => one.id).sort();
  const first = ({ sessions: [one] }: SignedIn) => one as SignedIn['sessions'][number];
  const reset = async ({ user }: SignedIn) => {
    await shop.forgotten.request(user.email, undefined);
    await shop.forgotten.reset(await mailedLink(user.email), 'a new password');
  };
  const change = ({ user, sessions: [here] }: SignedIn) =>
    shop.changing.run({
      userId: user.id,
      sessionId: here?.id ?? '',
      currentPassword: password,
      newPassword: 'a new password',
    });
  const reuse = async (them: SignedIn) => {
    await shop.sessions.refresh(first(them).refreshToken);
    await shop.sessions.refresh(first(them).refreshToken).catch(() => {});
  };

  it.each<[string, (them: SignedIn) => Promise<unknown>, (them: SignedIn) => string[]]>([
    ['by a new password through a mail', reset, all],
    [
      'by a changed password, except this one',
      change,
      (them) => all({ ...them, sessions: them.sessions.slice(1) }),
    ],
    ['by signing out everywhere', ({ user }) => shop.ending.run(user.id, undefined), all],
    [
      'from the list of devices',
      (them) => shop.ending.run(them.user.id, first(them).id),
      (them) => [first(them).id],
    ],
    ['by signing out', (them) => shop.sessions.signOut(first(them).refreshToken), (them) => [first(them).id]],
    ['by a refresh token that was used before', reuse, (them) => [first(them).id]],
    [
      'in the way of the release before',
      (them) =>
        tested.db.execute(sql`UPDATE sessions SET revoked_at = now() WHERE user_id = ${them.user.id}`),
      all,
    ],
    ['with its user', (them) => tested.db.execute(sql`DELETE FROM users WHERE id = ${them.user.id}`), all],
  ])('%s is reported to gateways', async (_, end, expected) => {
    const them = await signedIn('phone', 'laptop');
    const heard = await heardOf(() => end(them));
    expect(heard.sessions.filter((id) => all(them).includes(id)).sort()).toEqual(expected(them));
  });

  it('is reported once, however often it is ended', async () => {
    const them = await signedIn('phone');
    const heard = await heardOf(async () => {
      await shop.sessions.signOut(first(them).refreshToken);
      await shop.sessions.signOut(first(them).refreshToken);
      await shop.ending.run(them.user.id, undefined);
    });
    expect(heard.sessions).toEqual(all(them));
  });

  it('is not reported when its end is rolled back', async () => {
    const them = await signedIn('phone');
    const heard = await heardOf(() =>
      tested.db
        .tx(async (tx) => {
          await tx.execute(sql`UPDATE sessions SET revoked_at = now() WHERE user_id = ${them.user.id}`);
          throw new Error('rolled back');
        })
        .catch(() => {}),
    );
    expect(heard.sessions).toEqual([]);
  });

  it('is reported to a gateway that has just started', async () => {
    const them = await signedIn('phone');
    await shop.ending.run(them.user.id, undefined);
    const { sessions } = await shop.revocations.since('');
    const reported = sessions.find(({ sessionId }) => sessionId === first(them).id);
    // The longest life of a token, and a margin.
    expect(reported?.expiresInS).toBeGreaterThan(900);
    expect(reported?.expiresInS).toBeLessThanOrEqual(1_200);
  });

  it('is reported only for as long as a token may live to one that starts, and longer to one that was cut off', async () => {
    const them = await signedIn('phone');
    const { cursor } = await read('');
    await shop.ending.run(them.user.id, undefined);
    await tested.db.execute(
      sql`UPDATE token_revocations SET created_at = now() - interval '2 hours' WHERE session_id = ${first(them).id}`,
    );
    expect((await read('')).sessions).not.toContain(first(them).id);
    const { sessions } = await shop.revocations.since(cursor);
    expect(sessions).toMatchObject([{ sessionId: first(them).id }]);
    expect(sessions[0]?.expiresInS).toBeLessThan(0);
  });
});

describe('roles that change', () => {
  it('are reported as they are now', async () => {
    const user = await aUser();
    const heard = await heardOf(async () => {
      await shop.users.setRoles(user.id, ['customer', 'staff']);
      await shop.users.setRoles(user.id, ['customer']);
      await shop.users.setRoles(user.id, ['customer']);
    });
    const own = heard.roles.filter(({ userId }) => userId === user.id);
    expect(own).toHaveLength(2);
    for (const { roles } of own) expect(roles).toEqual(['customer']);
  });
});

describe('a cursor', () => {
  const insert = (n: number) =>
    tested.db.query<{ session_id: string }>(
      sql`INSERT INTO token_revocations (session_id) SELECT gen_random_uuid() FROM generate_series(1, ${n}::int) RETURNING session_id`,
    );

  it('misses nothing that commits after what began later was read', async () => {
    const slow = v7();
    const { cursor } = await read('');
    let second = '';
    const between = await tested.db.tx(async (tx) => {
      await tx.execute(sql`INSERT INTO token_revocations (session_id) VALUES (${slow})`);
      await insert(3);
      const seen = await read(cursor);
      second = seen.cursor;
      return seen;
    });
    expect(between.sessions).toHaveLength(3);
    expect(between.sessions).not.toContain(slow);
    expect((await read(second)).sessions).toContain(slow);
  });

  it('misses nothing while fifty transactions end sessions and it is read all the time', async () => {
    const heard = new Set<string>();
    let { cursor } = await read('');
    let isOver = false;
    const follow = async () => {
      while (!isOver) {
        const page = await shop.revocations.since(cursor);
        for (const { sessionId } of page.sessions) heard.add(sessionId);
        cursor = page.cursor;
      }
    };
    const following = follow();
    const written = await Promise.all(Array.from({ length: 50 }, () => insert(2)));
    isOver = true;
    await following;
    for (const id of (await read(cursor)).sessions) heard.add(id);
    for (const { session_id: id } of written.flat()) expect(heard).toContain(id);
  });

  it('leads through a list of several pages, and begins again with what was written meanwhile', async () => {
    const { cursor } = await read('');
    const many = (await insert(12_000)).map((row) => row.session_id);
    const first = await shop.revocations.since(cursor);
    expect(first).toMatchObject({ hasMore: true });
    expect(first.sessions).toHaveLength(5_000);
    const [late] = await insert(1);
    const rest = await read(first.cursor);
    const seen = new Set([...first.sessions.map((one) => one.sessionId), ...rest.sessions]);
    expect(many.filter((id) => !seen.has(id))).toEqual([]);
    expect((await read(rest.cursor)).sessions).toContain(late?.session_id);
  });

  it.each([['nonsense'], ['1.2'], ['99999999999999999999'], ["0'; DROP TABLE users"]])(
    'that is not of this database (%s) begins again',
    async (cursor) => {
      const [row] = await insert(1);
      expect((await read(cursor === '99999999999999999999' ? '9999999999999' : cursor)).sessions).toContain(
        row?.session_id,
      );
    },
  );

  it('costs one statement', async () => {
    const { cursor } = await read('');
    statements = 0;
    await shop.revocations.since(cursor);
    expect(statements).toBe(1);
  });
});
