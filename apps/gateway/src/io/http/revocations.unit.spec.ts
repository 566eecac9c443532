import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ListTokenRevocationsResponse as Answer, Role } from '@tradepost/contracts';
import { MethodUnknown } from '@tradepost/errors';
import { Logger, Metrics } from '@tradepost/observability';
import { waitFor } from '@tradepost/testing/waiting';
import { RevocationFeed } from './revocation-feed.ts';
import { type RevocationNews, Revocations } from './revocations.ts';

const ada = { userId: 'ada', roles: ['customer'], sessionId: 'phone' };
const ended = (sessionId: string, expiresInS = 900) => ({
  sessions: [{ sessionId, expiresInS }],
  roles: [],
});
const nothing: RevocationNews = { sessions: [], roles: [] };

let metrics: Metrics;
let revocations: Revocations;
beforeEach(() => {
  metrics = new Metrics('gateway');
  revocations = new Revocations(metrics);
});

const valueOf = async (name: string) => {
  const text = await metrics.export();
  return Number(new RegExp(`^${name}\\{[^}]*\\} (.+)$`, 'm').exec(text)?.[1]);
};

describe('the list of ended sessions', () => {
  it('refuses an ended session until its last token has expired, and then forgets it', async () => {
    revocations.apply(ended('phone', 900), true, 0);
    expect(await revocations.check(ada)).toBeUndefined();
    expect(await revocations.check({ ...ada, sessionId: 'laptop' })).toEqual({ ...ada, sessionId: 'laptop' });
    revocations.apply(nothing, true, 899_999);
    expect(await revocations.check(ada)).toBeUndefined();
    revocations.apply(nothing, true, 900_000);
    expect(await revocations.check(ada)).toEqual(ada);
    expect(await valueOf('token_revocations')).toBe(0);
  });

  it('does not grow when the same changes come again, or changes of expired tokens', async () => {
    for (let round = 0; round < 100; round++) revocations.apply(ended('phone', 900), true, 0);
    revocations.apply(ended('tablet', 0), true, 0);
    revocations.apply(ended('watch', -3_600), true, 0);
    expect(await valueOf('token_revocations')).toBe(1);
  });

  it('trusts no token before it was complete once: waits for it, and then says that it is not there', async () => {
    jest.useFakeTimers();
    try {
      const early = revocations.check(ada);
      revocations.apply(ended('phone'), false);
      revocations.apply(nothing, true);
      expect(await early).toBeUndefined();

      const never = expect(new Revocations(new Metrics('late')).check(ada)).rejects.toMatchObject({
        reason: 'unavailable',
      });
      await jest.advanceTimersByTimeAsync(3_000);
      await never;
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends what an ended session follows, also when its tokens have expired, and nothing else', () => {
    const heard: string[] = [];
    const follow = (sessionId: string) =>
      revocations.ended(sessionId).subscribe(() => void heard.push(sessionId));
    follow('phone');
    follow('laptop');
    follow('tablet').unsubscribe();
    revocations.apply(
      { ...nothing, sessions: [...ended('phone').sessions, ...ended('tablet').sessions] },
      true,
    );
    expect(heard).toEqual(['phone']);
    follow('phone');
    expect(heard).toEqual(['phone', 'phone']);
    revocations.apply(ended('laptop', -60), true);
    expect(heard).toEqual(['phone', 'phone', 'laptop']);
  });
});

describe('the feed of ended sessions', () => {
  let feed: RevocationFeed | undefined;
  afterEach(() => feed?.onApplicationShutdown());

  const page = (over: Partial<Answer>): Answer => ({
    ...{ sessions: [], roles: [], cursor: '1', hasMore: false },
    ...over,
  });

  /** Asks until the answers are used up; the last one is repeated. */
  function feedOf(answers: (() => Answer)[]): { asked: string[] } {
    const asked: string[] = [];
    const users = {
      listTokenRevocations: async ({ cursor }: { cursor: string }) => {
        asked.push(cursor);
        const next = answers.length > 1 ? answers.shift() : answers[0];
        return (next as () => Answer)();
      },
    };
    const log = new Logger({ service: 'test', level: 'silent' });
    feed = new RevocationFeed(users as never, revocations, log);
    feed.onApplicationBootstrap();
    return { asked };
  }

  it('reads every page at once, from cursor to cursor, and only then is complete', async () => {
    const { asked } = feedOf([
      () => page({ ...ended('phone'), cursor: '1.1.5000', hasMore: true }),
      () => page({ roles: [{ userId: 'eve', roles: [Role.CUSTOMER], expiresInS: 60 }], cursor: '2' }),
    ]);
    const eve = { userId: 'eve', roles: ['admin'], sessionId: 'desk' };
    expect(await revocations.check(eve)).toEqual({ ...eve, roles: ['customer'] });
    expect(await revocations.check(ada)).toBeUndefined();
    expect(asked.slice(0, 2)).toEqual(['', '1.1.5000']);
  });

  it('keeps what it knows while the user service is away, and goes on where it was', async () => {
    const away = () => {
      throw new Error('away');
    };
    const { asked } = feedOf([
      () => page({ ...ended('phone'), cursor: '7' }),
      away,
      away,
      () => page({ ...ended('laptop'), cursor: '8' }),
    ]);
    await waitFor(
      async () => expect(await revocations.check({ ...ada, sessionId: 'laptop' })).toBeUndefined(),
      5_000,
    );
    expect(await revocations.check(ada)).toBeUndefined();
    expect(asked.slice(0, 4)).toEqual(['', '7', '7', '7']);
    expect(await valueOf('token_revocations_age_seconds')).toBeLessThan(2);
  });

  it('does not wait for a list that the release before does not have', async () => {
    feedOf([
      () => {
        throw new MethodUnknown('user');
      },
    ]);
    expect(await revocations.check(ada)).toEqual(ada);
  });
});
