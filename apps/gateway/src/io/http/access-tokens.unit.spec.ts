import { Logger, Metrics } from '@tradepost/observability';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokens, KeySource } from './access-tokens.ts';
import { Revocations } from './revocations.ts';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let pair: Pair;
let other: Pair;

beforeAll(async () => {
  [pair, other] = [await generateKeyPair('EdDSA'), await generateKeyPair('EdDSA')];
});

class Keys extends KeySource {
  asked = 0;
  isAway = false;
  readonly published: [string, Pair][];

  constructor(...published: [string, Pair][]) {
    super();
    this.published = published;
  }

  override async fetch(): Promise<JSONWebKeySet> {
    this.asked++;
    if (this.isAway) throw new Error('the user service is away');
    const keys = await Promise.all(
      this.published.map(async ([kid, { publicKey }]) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg: 'EdDSA',
      })),
    );
    return { keys };
  }
}

const log = new Logger({ service: 'test', level: 'silent' });
const tokensOf = (keys: KeySource, revocations = revocationsOf()) => new AccessTokens(keys, revocations, log);

/** As reported by the user service: nothing has ended. */
function revocationsOf(): Revocations {
  const revocations = new Revocations(new Metrics('test'));
  revocations.apply({ sessions: [], roles: [] }, true);
  return revocations;
}

function aToken({
  signer = pair,
  kid = 'one',
  issuer = 'tradepost',
  audience = 'shop',
  life = '5m',
  sid = 's',
} = {}): Promise<string> {
  const claims = new SignJWT({ roles: ['customer'], sid }).setProtectedHeader({ alg: 'EdDSA', kid });
  return claims
    .setSubject('ada')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(life)
    .sign(signer.privateKey);
}

describe('an access token', () => {
  it('is checked with the public keys, fetched once for all', async () => {
    const keys = new Keys(['one', pair]);
    const tokens = tokensOf(keys);
    for (let n = 0; n < 3; n++)
      expect(await tokens.verify(await aToken())).toEqual({
        userId: 'ada',
        roles: ['customer'],
        sessionId: 's',
      });
    expect(keys.asked).toBe(1);
  });

  it.each([
    ['signed with another key', () => aToken({ signer: other })],
    ['from another issuer', () => aToken({ issuer: 'evil' })],
    ['for another audience', () => aToken({ audience: 'elsewhere' })],
    ['with an unpublished key', () => aToken({ kid: 'unknown' })],
    ['that is no token', async () => 'nonsense'],
  ])('is refused when %s', async (_, token) =>
    expect(tokensOf(new Keys(['one', pair])).verify(await token())).rejects.toMatchObject({
      kind: 'unauthenticated',
      code: 'auth.token_invalid',
    }),
  );

  it('expires', async () => {
    const tokens = tokensOf(new Keys(['one', pair]));
    await expect(tokens.verify(await aToken({ life: '-1s' }))).rejects.toMatchObject({
      code: 'auth.token_expired',
    });
  });

  it('expires although it was verified before', async () => {
    const tokens = tokensOf(new Keys(['one', pair]));
    const token = await aToken({ life: '5m' });
    await tokens.verify(token);
    await expect(tokens.verify(token, Date.now() + 301_000)).rejects.toMatchObject({
      code: 'auth.token_expired',
    });
  });

  it('with a new key id makes the gateway fetch the keys again, but not for every forged id', async () => {
    const keys = new Keys(['one', pair]);
    const tokens = tokensOf(keys);
    await tokens.verify(await aToken(), 0);
    keys.published.push(['two', other]);
    await expect(tokens.verify(await aToken({ signer: other, kid: 'two' }), 10_000)).resolves.toMatchObject({
      userId: 'ada',
    });
    for (let n = 0; n < 5; n++)
      await expect(tokens.verify(await aToken({ kid: `forged-${n}` }), 11_000)).rejects.toMatchObject({
        code: 'auth.token_invalid',
      });
    expect(keys.asked).toBe(2);
  });

  it('with an unknown key id leaves the known keys in use while the user service is unavailable', async () => {
    const keys = new Keys(['one', pair]);
    const tokens = tokensOf(keys);
    await tokens.verify(await aToken(), 0);
    keys.isAway = true;
    await expect(tokens.verify(await aToken({ kid: 'unknown' }), 10_000)).rejects.toThrow('away');
    await expect(tokens.verify(await aToken({ life: '6m' }), 10_000)).resolves.toMatchObject({
      userId: 'ada',
    });
    keys.isAway = false;
    keys.published.push(['two', other]);
    await expect(tokens.verify(await aToken({ signer: other, kid: 'two' }), 10_000)).resolves.toMatchObject({
      userId: 'ada',
    });
  });

  it('verified with many others causes one fetch of the keys', async () => {
    const keys = new Keys(['one', pair]);
    const tokens = tokensOf(keys);
    const lives = Array.from({ length: 20 }, (_, i) => aToken({ life: `${i + 1}m` }));
    await Promise.all((await Promise.all(lives)).map((token) => tokens.verify(token)));
    expect(keys.asked).toBe(1);
  });
});

describe('an access token of a session that has ended', () => {
  it('is refused from then on, although it was verified before, and costs no call', async () => {
    const [keys, revocations] = [new Keys(['one', pair]), revocationsOf()];
    const tokens = tokensOf(keys, revocations);
    const token = await aToken();
    await tokens.verify(token);
    revocations.apply({ sessions: [{ sessionId: 's', expiresInS: 900 }], roles: [] }, true);
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => tokens.verify(token)));
    expect(
      new Set(outcomes.map((one) => (one.status === 'rejected' ? one.reason.code : 'admitted'))),
    ).toEqual(new Set(['auth.token_revoked']));
    expect(keys.asked).toBe(1);
  });

  it('does not take a session that was opened in the same second with it', async () => {
    const revocations = revocationsOf();
    const tokens = tokensOf(new Keys(['one', pair]), revocations);
    revocations.apply({ sessions: [{ sessionId: 's', expiresInS: 900 }], roles: [] }, true);
    await expect(tokens.verify(await aToken({ sid: 'opened since' }))).resolves.toMatchObject({
      sessionId: 'opened since',
    });
  });

  it('is of no use to whoever has other roles by now, for better or worse', async () => {
    const revocations = revocationsOf();
    const tokens = tokensOf(new Keys(['one', pair]), revocations);
    const token = await aToken();
    const change = (roles: string[]) =>
      revocations.apply({ sessions: [], roles: [{ userId: 'ada', roles, expiresInS: 900 }] }, true);
    change(['customer', 'staff']);
    expect((await tokens.verify(token)).roles).toEqual(['customer', 'staff']);
    change(['customer']);
    expect((await tokens.verify(token)).roles).toEqual(['customer']);
  });
});
