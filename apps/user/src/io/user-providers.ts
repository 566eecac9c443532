import type { Provider } from '@nestjs/common';
import { systemProviders } from '@tradepost/nest';
import {
  AccountTokenStore,
  AddressStore,
  EmailChangeStore,
  FailureStore,
  Passwords,
  RefreshTokens,
  SessionSettings,
  SessionStore,
  LinkLifetimes,
  TokenSigner,
  LinkTokens,
  UserStore,
} from '../flows/ports.ts';
import { PostgresAccountTokenStore } from './account-token.store.ts';
import { PostgresAddressStore } from './address.store.ts';
import { PostgresEmailChangeStore } from './email-change.store.ts';
import { PostgresFailureStore } from './failure.store.ts';
import { Argon2Passwords } from './argon2-passwords.ts';
import { HmacRefreshTokens } from './refresh-tokens.ts';
import { PostgresSessionStore } from './session.store.ts';
import { HmacLinkTokens } from './link-tokens.ts';
import { JwtSigner } from './jwt-signer.ts';
import { ConfiguredLinks, ConfiguredSessions } from './system.ts';
import { PostgresUserStore } from './user.store.ts';

/** The implementations of the flows' ports. */
export const userProviders: Provider[] = [
  ...systemProviders,
  { provide: AccountTokenStore, useClass: PostgresAccountTokenStore },
  { provide: AddressStore, useClass: PostgresAddressStore },
  { provide: EmailChangeStore, useClass: PostgresEmailChangeStore },
  { provide: FailureStore, useClass: PostgresFailureStore },
  { provide: Passwords, useClass: Argon2Passwords },
  { provide: RefreshTokens, useClass: HmacRefreshTokens },
  { provide: SessionSettings, useClass: ConfiguredSessions },
  { provide: SessionStore, useClass: PostgresSessionStore },
  { provide: LinkLifetimes, useClass: ConfiguredLinks },
  { provide: TokenSigner, useExisting: JwtSigner },
  { provide: LinkTokens, useClass: HmacLinkTokens },
  { provide: UserStore, useClass: PostgresUserStore },
];
