import type { Provider } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { v7 } from 'uuid';
import {
  AccountTokenStore,
  AddressStore,
  Clock,
  FailureStore,
  Ids,
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
import { Argon2Passwords } from './passwords.ts';
import { HmacRefreshTokens } from './refresh-tokens.ts';
import { PostgresSessionStore } from './session.store.ts';
import { HmacTokenTexts } from './token-texts.ts';
import { JwtSigner } from './token-signer.ts';
import { PostgresUserStore } from './user.store.ts';

/** What stands behind the flows' ports in the running service. */
export const userPorts: Provider[] = [
  { provide: AccountTokenStore, useClass: PostgresAccountTokenStore },
  { provide: AddressStore, useClass: PostgresAddressStore },
  { provide: Clock, useValue: { now: () => new Date() } satisfies Clock },
  { provide: FailureStore, useClass: PostgresFailureStore },
  { provide: Ids, useValue: { next: () => v7() } satisfies Ids },
  { provide: Passwords, useClass: Argon2Passwords },
  { provide: RefreshTokens, useClass: HmacRefreshTokens },
  { provide: SessionSettings, inject: [CONFIG], useFactory: sessionSettings },
  { provide: SessionStore, useClass: PostgresSessionStore },
  { provide: TokenLives, inject: [CONFIG], useFactory: tokenLives },
  { provide: TokenSigner, useExisting: JwtSigner },
  { provide: TokenTexts, useClass: HmacTokenTexts },
  { provide: UserStore, useClass: PostgresUserStore },
];

function sessionSettings({ SESSION_TTL_S }: UserConfig): SessionSettings {
  return { ttlS: SESSION_TTL_S };
}

function tokenLives({ VERIFY_EMAIL_TTL_S, RESET_PASSWORD_TTL_S }: UserConfig): TokenLives {
  return { verifyMs: VERIFY_EMAIL_TTL_S * 1000, resetMs: RESET_PASSWORD_TTL_S * 1000 };
}
