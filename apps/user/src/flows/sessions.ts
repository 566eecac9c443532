import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import type { User } from '../domain/user.ts';
import { wrongCredentials } from '../domain/user.errors.ts';
import {
  Clock,
  Ids,
  RefreshTokens,
  type Session,
  SessionSettings,
  SessionStore,
  TokenSigner,
} from './ports.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly expiresInS: number;
  readonly refreshToken: string;
  readonly refreshExpiresInS: number;
}

/** Opens, renews and ends sessions. */
@Injectable()
export class Sessions {
  constructor(
    private readonly store: SessionStore,
    private readonly refreshTokens: RefreshTokens,
    private readonly signer: TokenSigner,
    private readonly settings: SessionSettings,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError `auth.credentials` when the password was changed after it was checked */
  async open(user: User, userAgent: string): Promise<Tokens> {
    const now = this.clock.now();
    const id = this.ids.next();
    const session = {
      id,
      userId: user.id,
      userAgent: userAgent.slice(0, 300),
      createdAt: now,
      lastUsedAt: now,
      expiresAt: this.expiryFrom(now),
    };
    if (!(await this.store.add(session, user.passwordVersion))) throw wrongCredentials();
    return this.tokens(user, id, 0, now);
  }

  /**
   * Exchanges a refresh token for new ones. A token that was used before may be stolen: its session ends at once.
   * @throws DomainError `auth.refresh_invalid`, `auth.refresh_reused`
   */
  async refresh(refreshToken: string): Promise<{ tokens: Tokens; userId: string }> {
    const read = this.refreshTokens.read(refreshToken);
    if (!read) throw invalidToken('The refresh token is not valid. Sign in again.');
    const now = this.clock.now();
    const advanced = await this.store.advance(read.sessionId, read.generation, now, this.expiryFrom(now));
    if (!advanced) throw await this.refusal(read.sessionId, now);
    return {
      tokens: await this.tokens(advanced.user, read.sessionId, read.generation + 1, now),
      userId: advanced.user.id,
    };
  }

  async signOut(refreshToken: string): Promise<void> {
    const read = this.refreshTokens.read(refreshToken);
    if (read) await this.store.revoke(read.sessionId, this.clock.now());
  }

  listOf(userId: string): Promise<Session[]> {
    return this.store.listOf(userId, this.clock.now());
  }

  private async refusal(sessionId: string, now: Date): Promise<DomainError> {
    const wasAlive = await this.store.revoke(sessionId, now);
    return wasAlive
      ? new DomainError(
          'unauthenticated',
          'auth.refresh_reused',
          'The refresh token was used before, so its session has been ended. Sign in again.',
        )
      : invalidToken('The session has ended. Sign in again.');
  }

  private async tokens(user: User, sessionId: string, generation: number, now: Date): Promise<Tokens> {
    const { token, expiresInS } = await this.signer.sign(user, sessionId, now);
    return {
      accessToken: token,
      expiresInS,
      refreshToken: this.refreshTokens.issue(sessionId, generation),
      refreshExpiresInS: this.settings.ttlS,
    };
  }

  private expiryFrom(now: Date): Date {
    return new Date(now.getTime() + this.settings.ttlS * 1000);
  }
}

const invalidToken = (detail: string): DomainError =>
  new DomainError('unauthenticated', 'auth.refresh_invalid', detail);
