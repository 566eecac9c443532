import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { SignJWT } from 'jose';
import type { User } from '../domain/user.ts';
import { type AccessToken, TokenSigner } from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';
import { type SigningKey, SigningKeys } from './signing-keys.ts';

/** Short-lived JWTs with EdDSA. The gateway checks issuer and audience. */
@Injectable()
export class JwtSigner extends TokenSigner {
  private readonly tokenTtlS: number;
  private readonly keyTtlS: number;
  private key: SigningKey | undefined;

  constructor(
    private readonly keys: SigningKeys,
    @Inject(CONFIG) config: Pick<UserConfig, 'ACCESS_TOKEN_TTL_S' | 'SIGNING_KEY_TTL_S'>,
  ) {
    super();
    this.tokenTtlS = config.ACCESS_TOKEN_TTL_S;
    this.keyTtlS = config.SIGNING_KEY_TTL_S;
  }

  override async sign(user: User, sessionId: string, now: Date): Promise<AccessToken> {
    const key = await this.current(now);
    const issuedAtS = Math.floor(now.getTime() / 1000);
    const token = await new SignJWT({ roles: [...user.roles], sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
      .setIssuer('tradepost')
      .setAudience('shop')
      .setSubject(user.id)
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + this.tokenTtlS)
      .sign(key.privateKey);
    return { token, expiresInS: this.tokenTtlS };
  }

  /** JWKS document: the current key, and older ones whose tokens may still be valid. */
  async jwks(): Promise<string> {
    await this.current(new Date());
    return JSON.stringify({ keys: await this.keys.publicKeys(this.keyTtlS + this.tokenTtlS + 60) });
  }

  /** The signing key; a new one when the last is too old. */
  async current(now: Date): Promise<SigningKey> {
    const ageS = this.key ? (now.getTime() - this.key.createdAt.getTime()) / 1000 : Infinity;
    if (!this.key || ageS > this.keyTtlS) this.key = await this.keys.current(this.keyTtlS);
    return this.key;
  }
}
