import type { AccountToken, ShownToken, TokenPurpose } from '../domain/account-token.ts';
import type { Failures } from '../domain/lockout.ts';
import type { Address, Role, SavedAddress, User } from '../domain/user.ts';

export abstract class Clock {
  abstract now(): Date;
}

export abstract class Ids {
  /** A new UUIDv7. */
  abstract next(): string;
}

export type NewUser = User & { readonly passwordHash: string };

/** People. */
export abstract class UserStore {
  /** Adds an account, and owes the mail that asks to confirm its address. @returns false when the address is taken. */
  abstract add(user: NewUser, confirming?: AccountToken): Promise<boolean>;
  abstract find(id: string): Promise<User | undefined>;
  abstract findByEmail(emailKey: string): Promise<NewUser | undefined>;
  /** Loads, decides, saves under the version. @throws DomainError `user.not_found`, `user.email_taken`, `version.stale` */
  abstract change(
    id: string,
    expectedVersion: number | undefined,
    decide: (user: User) => User,
    confirming?: (user: User) => AccountToken | undefined,
  ): Promise<User>;
  abstract hasAdmin(): Promise<boolean>;
  abstract setRoles(id: string, roles: readonly Role[]): Promise<User | undefined>;
  abstract list(query: { text: string; beforeId: string | undefined; limit: number }): Promise<User[]>;
}

export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
};

/** Devices that are signed in. */
export abstract class SessionStore {
  /** @returns false when the password was changed meanwhile. */
  abstract add(session: Session, passwordVersion: number): Promise<boolean>;
  /** Next generation, if `generation` is the newest and the session lives; one statement, so only one caller wins. */
  abstract advance(
    id: string,
    generation: number,
    now: Date,
    expiresAt: Date,
  ): Promise<{ user: User } | undefined>;
  /** True when the session was still alive. */
  abstract revoke(id: string, now: Date): Promise<boolean>;
  abstract revokeOf(userId: string, sessionId: string | undefined, now: Date): Promise<void>;
  abstract listOf(userId: string, now: Date): Promise<Session[]>;
}

/** A password that replaces another. */
export type NewPassword = {
  readonly userId: string;
  readonly passwordHash: string;
  readonly now: Date;
};

/** One-time links in mails, and what is done with them. Each use is one transaction, which one caller wins. */
export abstract class AccountTokenStore {
  /**
   * Writes the token and owes its mail to who has the address; for nobody it writes the same. @returns false when
   * that address gets too many.
   */
  abstract issue(token: Omit<AccountToken, 'userId'>, locale: string | undefined): Promise<boolean>;
  abstract find(id: string, purpose: TokenPurpose): Promise<ShownToken | undefined>;
  /** Confirms the address, if it is still the person's. @returns undefined when somebody was quicker. */
  abstract verifyEmail(id: string, now: Date): Promise<User | undefined>;
  /** Sets the password, ends all sessions and other links. @returns false when somebody was quicker. */
  abstract resetPassword(id: string, password: NewPassword): Promise<boolean>;
  /** Sets the password, ends all other sessions and links. @returns false when somebody was quicker. */
  abstract changePassword(
    password: NewPassword,
    { passwordVersion, sessionId }: { passwordVersion: number; sessionId: string },
  ): Promise<boolean>;
}

/** The text of a token: which one, and that we made it. */
export abstract class TokenTexts {
  abstract make(id: string, purpose: TokenPurpose): string;
  /** Undefined: we never made it for this purpose. */
  abstract read(text: string, purpose: TokenPurpose): string | undefined;
}

export abstract class TokenLives {
  abstract readonly verifyMs: number;
  abstract readonly resetMs: number;
}

/** Wrong passwords by e-mail address. */
export abstract class FailureStore {
  abstract find(emailKey: string): Promise<Failures | undefined>;
  /** Counts one more under a lock, so that parallel guesses all count. */
  abstract change(emailKey: string, decide: (before: Failures | undefined) => Failures): Promise<void>;
  abstract clear(emailKey: string): Promise<void>;
}

export abstract class AddressStore {
  abstract listOf(userId: string): Promise<SavedAddress[]>;
  /** @returns false when the book is full. */
  abstract add(userId: string, saved: SavedAddress, most: number): Promise<boolean>;
  /** @returns false when there is no such address of this person. */
  abstract replace(userId: string, saved: SavedAddress): Promise<boolean>;
  abstract remove(userId: string, id: string): Promise<void>;
}

export type { Address };

/** Slow on purpose. */
export abstract class Passwords {
  abstract hash(password: string): Promise<string>;
  /** `hash` undefined: takes as long, and is false. */
  abstract verify(hash: string | undefined, password: string): Promise<boolean>;
}

export type AccessToken = { readonly token: string; readonly expiresInS: number };

/** Signs access tokens. */
export abstract class TokenSigner {
  abstract sign(user: User, sessionId: string, now: Date): Promise<AccessToken>;
}

/** Opaque refresh tokens: which session, which generation, and that we made it. */
export abstract class RefreshTokens {
  abstract make(sessionId: string, generation: number): string;
  /** Undefined: we never made it. */
  abstract read(token: string): { sessionId: string; generation: number } | undefined;
}

export abstract class SessionSettings {
  abstract readonly ttlS: number;
}
