import { DomainError } from '@tradepost/decision';
import type { Logger } from '@tradepost/observability';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet } from 'jose';
import type { Identity } from './route.ts';

/** Where the public keys come from. */
export abstract class KeySource {
  abstract fetch(): Promise<JSONWebKeySet>;
}

const ISSUER = 'tradepost';
const AUDIENCE = 'shop';
/** An unknown key id makes us ask again, but not more often than this. */
const MIN_REFETCH_MS = 5_000;
const KEEP_TOKENS = 5_000;

type Verified = { identity: Identity; expiresAtMs: number };

/** Checks access tokens with the user service's public keys; no call per request, and a token seen before costs a look-up. */
export class AccessTokens {
  private readonly keys: KeySource;
  private readonly log: Logger;
  private readonly verified = new Map<string, Verified>();
  private keySet: ReturnType<typeof createLocalJWKSet> | undefined;
  private fetchedAtMs = -Infinity;

  constructor(keys: KeySource, log: Logger) {
    this.keys = keys;
    this.log = log;
  }

  /** @throws DomainError `auth.token_expired`, `auth.token_invalid` */
  async verify(token: string, nowMs = Date.now()): Promise<Identity> {
    const known = this.verified.get(token);
    if (known && known.expiresAtMs > nowMs) return known.identity;
    try {
      return this.remember(token, await this.check(token, nowMs));
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new DomainError(
          'unauthenticated',
          'auth.token_expired',
          'The access token has ended; refresh it.',
        );
      if (error instanceof errors.JOSEError)
        throw new DomainError('unauthenticated', 'auth.token_invalid', 'The access token is not valid.');
      throw error;
    }
  }

  /** The key set as it was last fetched, for `/.well-known/jwks.json`. */
  publicKeys(): Promise<JSONWebKeySet> {
    return this.keys.fetch();
  }

  private async check(token: string, nowMs: number): Promise<Verified> {
    try {
      return await this.checkWith(await this.currentKeys(nowMs), token, nowMs);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || nowMs - this.fetchedAtMs < MIN_REFETCH_MS)
        throw error;
      this.keySet = undefined;
      return this.checkWith(await this.currentKeys(nowMs), token, nowMs);
    }
  }

  private async checkWith(
    keys: ReturnType<typeof createLocalJWKSet>,
    token: string,
    nowMs: number,
  ): Promise<Verified> {
    const { payload } = await jwtVerify(token, keys, {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['EdDSA'],
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(nowMs),
    });
    const roles = Array.isArray(payload['roles']) ? payload['roles'].map(String) : [];
    const identity = { userId: String(payload.sub), roles, sessionId: String(payload['sid'] ?? '') };
    return { identity, expiresAtMs: (payload.exp ?? 0) * 1000 };
  }

  private async currentKeys(nowMs: number): Promise<ReturnType<typeof createLocalJWKSet>> {
    if (!this.keySet) {
      this.keySet = createLocalJWKSet(await this.keys.fetch());
      this.fetchedAtMs = nowMs;
      this.log.info({}, 'public keys fetched');
    }
    return this.keySet;
  }

  private remember(token: string, verified: Verified): Identity {
    // Old entries go first: a Map keeps the order of insertion.
    if (this.verified.size >= KEEP_TOKENS) this.verified.delete(this.verified.keys().next().value ?? '');
    this.verified.set(token, verified);
    return verified.identity;
  }
}
