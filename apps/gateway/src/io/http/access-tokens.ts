import { DomainError } from '@tradepost/decision';
import { Inject, Injectable } from '@nestjs/common';
import { Logger } from '@tradepost/observability';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Identity } from './access.ts';
import { Revocations } from './revocations.ts';

/** Source of the public keys that access tokens are signed with. */
export abstract class KeySource {
  abstract fetch(): Promise<JSONWebKeySet>;
}

const ISSUER = 'tradepost';
const AUDIENCE = 'shop';
/** An unknown key id makes us fetch the keys again, but not more often than this. */
const MIN_REFETCH_MS = 5_000;
const MAX_TOKENS = 5_000;

interface Verified {
  readonly identity: Identity;
  readonly expiresAtMs: number;
}

type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * Verifies access tokens with the user service's public keys: without a call per request, and each token once. Whether its
 * session has ended since is compared in memory.
 */
@Injectable()
export class AccessTokens {
  private readonly verified = new LRUCache<string, Verified>({ max: MAX_TOKENS });
  private keySet: KeySet | undefined;
  private fetching: Promise<KeySet> | undefined;
  private fetchedAtMs = -Infinity;

  constructor(
    private readonly keys: KeySource,
    @Inject(Revocations) private readonly revocations: Pick<Revocations, 'check'>,
    private readonly log: Logger,
  ) {}

  /** Fetches the keys before the first token arrives. */
  async load(): Promise<void> {
    await this.fetchKeys(Date.now());
  }

  /** @throws DomainError `auth.token_expired`, `auth.token_invalid`, `auth.token_revoked` */
  async verify(token: string, nowMs = Date.now()): Promise<Identity> {
    const identity = await this.revocations.check(await this.signed(token, nowMs));
    if (identity) return identity;
    throw new DomainError(
      'unauthenticated',
      'auth.token_revoked',
      'The session of this access token has ended. Sign in again.',
    );
  }

  /** Who the token is for, as it was when it was signed. */
  private async signed(token: string, nowMs: number): Promise<Identity> {
    const known = this.verified.get(token);
    if (known && known.expiresAtMs > nowMs) return known.identity;
    try {
      const verified = await this.check(token, nowMs);
      this.verified.set(token, verified);
      return verified.identity;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new DomainError(
          'unauthenticated',
          'auth.token_expired',
          'The access token has expired. Get a new one with POST /api/v1/auth/refresh.',
        );
      if (error instanceof errors.JOSEError)
        throw new DomainError(
          'unauthenticated',
          'auth.token_invalid',
          'The access token is not valid. Sign in again.',
        );
      throw error;
    }
  }

  private async check(token: string, nowMs: number): Promise<Verified> {
    try {
      return await this.checkWith(this.keySet ?? (await this.fetchKeys(nowMs)), token, nowMs);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || nowMs - this.fetchedAtMs < MIN_REFETCH_MS)
        throw error;
      return this.checkWith(await this.fetchKeys(nowMs), token, nowMs);
    }
  }

  private async checkWith(keys: KeySet, token: string, nowMs: number): Promise<Verified> {
    const { payload } = await jwtVerify(token, keys, {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['EdDSA'],
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(nowMs),
    });
    const roles = Array.isArray(payload['roles']) ? payload['roles'].map(String) : [];
    const { sub: userId = '', sid } = payload;
    const identity = { userId, roles, sessionId: typeof sid === 'string' ? sid : '' };
    return { identity, expiresAtMs: (payload.exp ?? 0) * 1000 };
  }

  /** One call for all who wait. The known keys stay in use until it succeeds: a forged key id must not cost them. */
  private fetchKeys(nowMs: number): Promise<KeySet> {
    this.fetching ??= this.fetch(nowMs).finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetch(nowMs: number): Promise<KeySet> {
    const keySet = createLocalJWKSet(await this.keys.fetch());
    this.keySet = keySet;
    this.fetchedAtMs = nowMs;
    this.log.info({}, 'public keys fetched');
    return keySet;
  }
}
