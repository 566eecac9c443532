import type { AccountToken, StoredToken, TokenPurpose } from '../domain/account-token.ts';
import type { NewEmailChange, PendingEmail } from '../domain/email-change.ts';
import type { Failures } from '../domain/lockout.ts';
import type { Role, SavedAddress, User } from '../domain/user.ts';

export { Clock, Ids } from '@tradepost/decision';

export interface NewUser extends User {
  readonly passwordHash: string;
}

export interface UserFilter {
  /** Part of the name or e-mail address; empty: all. */
  readonly text: string;
  readonly beforeId: string | undefined;
  readonly limit: number;
}

export abstract class UserStore {
  /** Adds a user, and queues the mail that asks to confirm the address. @returns false when the address is taken */
  abstract add(user: NewUser, confirming?: AccountToken): Promise<boolean>;
  abstract find(id: string): Promise<User | undefined>;
  abstract findByEmail(email: string): Promise<NewUser | undefined>;
  abstract findWithPassword(id: string): Promise<NewUser | undefined>;
  /** Replaces the hash of the same password, unless the password has changed meanwhile. */
  abstract rehash(id: string, before: string, passwordHash: string): Promise<void>;
  /**
   * Loads, decides, and saves under the version in one transaction. The e-mail address stays the same, but for its case.
   * @throws DomainError `user.not_found`, `version.stale`
   */
  abstract change(
    id: string,
    expectedVersion: number | undefined,
    decide: (user: User) => User,
  ): Promise<User>;
  abstract hasAdmin(): Promise<boolean>;
  abstract setRoles(id: string, roles: readonly Role[]): Promise<User | undefined>;
  abstract list(filter: UserFilter): Promise<User[]>;
}

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
}

/** Signed-in devices. */
export abstract class SessionStore {
  /** @returns false when the password was changed in the meantime */
  abstract add(session: Session, passwordVersion: number): Promise<boolean>;
  /**
   * Moves a live session to its next generation, if `generation` is the latest. One statement, so of several callers one
   * succeeds.
   */
  abstract advance(
    id: string,
    generation: number,
    now: Date,
    expiresAt: Date,
  ): Promise<{ user: User } | undefined>;
  /** @returns whether the session was still alive */
  abstract revoke(id: string, now: Date): Promise<boolean>;
  /** One session of a user, or all of them. */
  abstract revokeOf(userId: string, sessionId: string | undefined, now: Date): Promise<void>;
  abstract listOf(userId: string, now: Date): Promise<Session[]>;
}

export interface NewPassword {
  readonly userId: string;
  readonly passwordHash: string;
  readonly now: Date;
}

/** Single-use tokens and what they authorise. Each use is one transaction; of several callers one succeeds. */
export abstract class AccountTokenStore {
  /**
   * Stores a token and queues its mail to the user with that address. For an address without a user it does the same
   * work, except for the mail. @returns false when too many were sent to that address
   */
  abstract issue(token: Omit<AccountToken, 'userId'>, locale: string | undefined): Promise<boolean>;
  abstract find(id: string, purpose: TokenPurpose): Promise<StoredToken | undefined>;
  /** Confirms the address, if it is still the user's. @returns undefined when another caller was faster */
  abstract verifyEmail(id: string, now: Date): Promise<User | undefined>;
  /** Sets the password, ends all sessions and other tokens. @returns false when another caller was faster */
  abstract resetPassword(id: string, password: NewPassword): Promise<boolean>;
  /** Sets the password, ends all other sessions and tokens. @returns false when another caller was faster */
  abstract changePassword(
    password: NewPassword,
    { passwordVersion, sessionId }: { passwordVersion: number; sessionId: string },
  ): Promise<boolean>;
}

export interface ChangeTokens {
  /** For the new address. */
  readonly confirm: AccountToken;
  /** For the old one. */
  readonly stop: AccountToken;
}

export interface Stopping {
  readonly now: Date;
  /** Of a random password that is not stored. */
  readonly passwordHash: string;
  /** The token to set another one. */
  reset(user: User): AccountToken;
}

/** Changes of e-mail addresses; at most one of a user is pending. Each write is one transaction. */
export abstract class EmailChangeStore {
  abstract pendingOf(userId: string, now: Date): Promise<PendingEmail | undefined>;
  /** Replaces a pending one, and queues the mails. @returns false when too many were sent to one of the addresses */
  abstract add(change: NewEmailChange, user: User, tokens: ChangeTokens): Promise<boolean>;
  /** @returns false when too many were sent to the address, undefined when nothing is pending any more */
  abstract resend(user: User, confirm: AccountToken): Promise<boolean | undefined>;
  abstract cancel(userId: string, now: Date): Promise<void>;
  /**
   * Changes the address, ends all other sessions, and queues a mail to the old address.
   * @returns undefined when another caller was faster or nothing is pending any more
   */
  abstract confirm(tokenId: string, now: Date, mailId: string): Promise<User | 'unavailable' | undefined>;
  /**
   * Ends the pending change, and restores the address that the link was sent to, if it is another by now.
   * @returns undefined when another caller was faster
   */
  abstract stop(
    tokenId: string,
    stopping: Stopping,
  ): Promise<{ email: string; isRestored: boolean } | 'unavailable' | undefined>;
}

/** The text of a token in a link: its id, and the proof that we issued it. */
export abstract class LinkTokens {
  abstract issue(id: string, purpose: TokenPurpose): string;
  /** @returns undefined when we did not issue it for this purpose */
  abstract read(text: string, purpose: TokenPurpose): string | undefined;
}

export abstract class LinkLifetimes {
  abstract readonly verifyMs: number;
  abstract readonly resetMs: number;
}

/** Failed sign-ins by e-mail address. */
export abstract class FailureStore {
  abstract find(emailKey: string): Promise<Failures | undefined>;
  /** Under a lock, so that parallel failures are all counted. */
  abstract change(emailKey: string, decide: (before: Failures | undefined) => Failures): Promise<void>;
  abstract clear(emailKey: string): Promise<void>;
}

export abstract class AddressStore {
  abstract listOf(userId: string): Promise<SavedAddress[]>;
  /** @returns false when the user has `most` addresses already */
  abstract add(userId: string, saved: SavedAddress, most: number): Promise<boolean>;
  /** @returns false when the user has no such address */
  abstract replace(userId: string, saved: SavedAddress): Promise<boolean>;
  abstract remove(userId: string, id: string): Promise<void>;
}

/** `right as typed`: the hash is one of before passwords were normalised, and should be replaced. */
export type PasswordCheck = 'wrong' | 'right' | 'right as typed';

/** Slow on purpose. */
export abstract class Passwords {
  /** Of the normalised password. */
  abstract hash(password: string): Promise<string>;
  /** `wrong` for an undefined hash, after the same time. */
  abstract verify(hash: string | undefined, password: string): Promise<PasswordCheck>;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresInS: number;
}

/** Signs access tokens. */
export abstract class TokenSigner {
  abstract sign(user: User, sessionId: string, now: Date): Promise<AccessToken>;
}

/** Opaque refresh tokens: a session, its generation, and the proof that we issued the token. */
export abstract class RefreshTokens {
  abstract issue(sessionId: string, generation: number): string;
  /** @returns undefined when we did not issue it */
  abstract read(token: string): { sessionId: string; generation: number } | undefined;
}

export abstract class SessionSettings {
  abstract readonly ttlS: number;
}
