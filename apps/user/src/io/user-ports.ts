import type { Provider } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Database } from '@tradepost/database';
import { KeySweeper } from '@tradepost/messaging';
import { Logger } from '@tradepost/observability';
import {
  AccountTokenStore,
  AddressStore,
  FailureStore,
  Passwords,
  RefreshTokens,
  SessionSettings,
  SessionStore,
  TokenLives,
  TokenSigner,
  TokenTexts,
  UserStore,
} from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';
import { PostgresAccountTokenStore } from './account-token.store.ts';
import { PostgresAddressStore } from './address.store.ts';
import { PostgresFailureStore } from './failure.store.ts';
import { KeyRotation } from './key-rotation.ts';
import { Argon2Passwords } from './passwords.ts';
import { HmacRefreshTokens } from './refresh-tokens.ts';
import { PostgresSessionStore } from './session.store.ts';
import { SessionSweeper } from './session-sweeper.ts';
import { SigningKeys } from './signing-keys.ts';
import { HmacTokenTexts } from './token-texts.ts';
import { JwtSigner } from './token-signer.ts';
import { PostgresUserStore } from './user.store.ts';

/** What stands behind the flows' ports in the running service. */
export const userPorts: Provider[] = [
  KeyRotation,
  SessionSweeper,
  {
    provide: KeySweeper,
    useFactory: (db: Database, log: Logger) => new KeySweeper({ db, log }),
    inject: [Database, Logger],
  },
  { provide: UserStore, useClass: PostgresUserStore },
  { provide: SessionStore, useClass: PostgresSessionStore },
  { provide: FailureStore, useClass: PostgresFailureStore },
  { provide: AddressStore, useClass: PostgresAddressStore },
  { provide: AccountTokenStore, useClass: PostgresAccountTokenStore },
  { provide: Passwords, useClass: Argon2Passwords },
  {
    provide: JwtSigner,
    useFactory: (db: Database, config: UserConfig) =>
      new JwtSigner(new SigningKeys(db, config.TOKEN_KEY_SECRET), {
        tokenS: config.ACCESS_TOKEN_TTL_S,
        keyS: config.SIGNING_KEY_TTL_S,
      }),
    inject: [Database, CONFIG],
  },
  { provide: TokenSigner, useExisting: JwtSigner },
  {
    provide: RefreshTokens,
    useFactory: (config: UserConfig) => new HmacRefreshTokens(config.REFRESH_TOKEN_SECRET),
    inject: [CONFIG],
  },
  {
    provide: TokenTexts,
    useFactory: (config: UserConfig) => new HmacTokenTexts(config.ACCOUNT_TOKEN_SECRET),
    inject: [CONFIG],
  },
  {
    provide: TokenLives,
    useFactory: (config: UserConfig): TokenLives => ({
      verifyMs: config.VERIFY_EMAIL_TTL_S * 1000,
      resetMs: config.RESET_PASSWORD_TTL_S * 1000,
    }),
    inject: [CONFIG],
  },
  {
    provide: SessionSettings,
    useFactory: (config: UserConfig): SessionSettings => ({ ttlS: config.SESSION_TTL_S }),
    inject: [CONFIG],
  },
];
