import { SignJWT } from 'jose';
import type { User } from '../domain/user.ts';
import { type AccessToken, TokenSigner } from '../flows/ports.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

export type TokenLives = { readonly tokenS: number; readonly keyS: number };

/** Short-lived JWTs, EdDSA. Issuer and audience are checked by the gateway. */
export class JwtSigner extends TokenSigner {
  private key: SigningKey | undefined;

  constructor(
    private readonly keys: SigningKeys,
    private readonly lives: TokenLives,
  ) {
    super();
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
      .setExpirationTime(issuedAtS + this.lives.tokenS)
      .sign(key.privateKey);
    return { token, expiresInS: this.lives.tokenS };
  }

  /** JWKS document: the keys in use and those whose tokens may still live. */
  async jwks(): Promise<string> {
    await this.current(new Date());
    return JSON.stringify({ keys: await this.keys.publicKeys(this.lives.keyS + this.lives.tokenS + 60) });
  }

  /** Makes sure that there is a key young enough. */
  async current(now: Date): Promise<SigningKey> {
    const ageS = this.key ? (now.getTime() - this.key.createdAt.getTime()) / 1000 : Infinity;
    if (!this.key || ageS > this.lives.keyS) this.key = await this.keys.current(this.lives.keyS);
    return this.key;
  }
}
