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
  LinkLifetimes,
  TokenSigner,
  LinkTokens,
  UserStore,
} from '../flows/ports.ts';
import type { UserConfig } from '../user.config.ts';
import { PostgresAccountTokenStore } from './account-token.store.ts';
import { PostgresAddressStore } from './address.store.ts';
import { PostgresFailureStore } from './failure.store.ts';
import { Argon2Passwords } from './argon2-passwords.ts';
import { HmacRefreshTokens } from './refresh-tokens.ts';
import { PostgresSessionStore } from './session.store.ts';
import { HmacLinkTokens } from './link-tokens.ts';
import { JwtSigner } from './jwt-signer.ts';
import { PostgresUserStore } from './user.store.ts';

/** The implementations of the flows' ports. */
export const userProviders: Provider[] = [
  { provide: AccountTokenStore, useClass: PostgresAccountTokenStore },
  { provide: AddressStore, useClass: PostgresAddressStore },
  { provide: Clock, useValue: { now: () => new Date() } satisfies Clock },
  { provide: FailureStore, useClass: PostgresFailureStore },
  { provide: Ids, useValue: { next: () => v7() } satisfies Ids },
  { provide: Passwords, useClass: Argon2Passwords },
  { provide: RefreshTokens, useClass: HmacRefreshTokens },
  { provide: SessionSettings, inject: [CONFIG], useFactory: sessionSettings },
  { provide: SessionStore, useClass: PostgresSessionStore },
  { provide: LinkLifetimes, inject: [CONFIG], useFactory: linkLifetimes },
  { provide: TokenSigner, useExisting: JwtSigner },
  { provide: LinkTokens, useClass: HmacLinkTokens },
  { provide: UserStore, useClass: PostgresUserStore },
];

function sessionSettings({ SESSION_TTL_S }: UserConfig): SessionSettings {
  return { ttlS: SESSION_TTL_S };
}

function linkLifetimes({ VERIFY_EMAIL_TTL_S, RESET_PASSWORD_TTL_S }: UserConfig): LinkLifetimes {
  return { verifyMs: VERIFY_EMAIL_TTL_S * 1000, resetMs: RESET_PASSWORD_TTL_S * 1000 };
}
