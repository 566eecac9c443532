import { Injectable } from '@nestjs/common';
import { emailKey } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { type AccountToken, checkToken, MAIL_WINDOW_MS, unknownToken } from '../domain/account-token.ts';
import {
  emailUnavailable,
  type NewEmailChange,
  noChange,
  passwordRequired,
  storedEmail,
  UNDO_MS,
} from '../domain/email-change.ts';
import { checkProfile, type User } from '../domain/user.ts';
import { userNotFound, wrongPassword } from '../domain/user.errors.ts';
import {
  AccountTokenStore,
  Clock,
  EmailChangeStore,
  Ids,
  LinkLifetimes,
  LinkTokens,
  Passwords,
  UserStore,
} from './ports.ts';
import { SignIn } from './sign-in.ts';

/** Proof that whoever asks for another address knows the password, checked before the transaction. */
export interface AuthorisedChange {
  /** The password that was checked is still the user's. */
  readonly passwordVersion: number;
  readonly sessionId: string;
}

export interface AskedChange {
  readonly userId: string;
  /** Undefined: no address is asked for; a password that was given is checked nevertheless. */
  readonly email: string | undefined;
  readonly currentPassword: string;
  readonly sessionId: string;
}

/** Changes an e-mail address: asks for the password, tells the old address, waits for the new one to be confirmed. */
@Injectable()
export class ChangeEmail {
  constructor(
    private readonly users: UserStore,
    private readonly signIn: SignIn,
    private readonly tokens: AccountTokenStore,
    private readonly changes: EmailChangeStore,
    private readonly links: LinkTokens,
    private readonly lifetimes: LinkLifetimes,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @returns undefined when no other address is asked for
   * @throws DomainError `request.invalid`, `password.wrong`; RetryableError `busy` after too many wrong ones
   */
  async authorise({
    userId,
    email,
    currentPassword,
    sessionId,
  }: AskedChange): Promise<AuthorisedChange | undefined> {
    checkProfile({ email });
    const user = await this.users.find(userId);
    if (!user) throw userNotFound();
    const isOther = email !== undefined && emailKey(user.email) !== emailKey(email);
    if (!currentPassword) {
      if (isOther) throw passwordRequired();
      return undefined;
    }
    const { passwordVersion } = await this.signIn.confirm(user, currentPassword);
    return isOther ? { passwordVersion, sessionId } : undefined;
  }

  /**
   * Writes the request, and queues the mails to both addresses. Takes the same work and gives the same answer for an address
   * that belongs to another account, whose owner gets a mail that says so.
   * @param changes in the transaction that has locked the user
   * @throws DomainError `password.wrong`; RetryableError `busy` after too many mails
   */
  async request(
    changes: EmailChangeStore,
    user: User,
    asked: string,
    { passwordVersion, sessionId }: AuthorisedChange,
  ): Promise<void> {
    if (user.passwordVersion !== passwordVersion) throw wrongPassword();
    const createdAt = this.clock.now();
    const change: NewEmailChange = {
      id: this.ids.next(),
      userId: user.id,
      email: storedEmail(asked),
      sessionId,
      createdAt,
      expiresAt: this.after(createdAt, this.lifetimes.verifyMs),
    };
    const stop = this.token('stop-email-change', user, user.email, this.after(createdAt, UNDO_MS));
    if (!(await changes.add(change, user, { confirm: this.confirmation(user, change), stop })))
      throw tooManyMails();
  }

  /** @throws DomainError `email.no_change`; RetryableError `busy` after too many mails */
  async resend(userId: string): Promise<void> {
    const user = await this.users.find(userId);
    if (!user) throw userNotFound();
    const pending = await this.changes.pendingOf(userId, this.clock.now());
    if (!pending) throw noChange();
    const sent = await this.changes.resend(user, this.confirmation(user, pending));
    if (sent === undefined) throw noChange();
    if (!sent) throw tooManyMails();
  }

  /** @throws DomainError `token.unknown`, `token.replaced`, `token.used`, `token.expired`, `email.unavailable` */
  async confirm(text: string): Promise<User> {
    const { id, now } = await this.read(text, 'change-email');
    const confirmed = await this.changes.confirm(id, now, this.ids.next());
    if (confirmed === 'unavailable') throw emailUnavailable();
    if (confirmed) return confirmed;
    checkToken(await this.tokens.find(id, 'change-email'), now);
    throw unknownToken();
  }

  /**
   * By the old address: nothing of the change is left. One that was confirmed is undone, with an unknown random password,
   * because whoever asked for it knew the one before.
   * @throws DomainError `token.unknown`, `token.used`, `token.expired`, `email.unavailable`
   */
  async stop(text: string): Promise<{ email: string; isRestored: boolean }> {
    const { id, now } = await this.read(text, 'stop-email-change');
    const passwordHash = await this.passwords.hash(`${this.ids.next()}${crypto.randomUUID()}`);
    const reset = (user: User): AccountToken =>
      this.token('reset-password', user, user.email, this.after(now, this.lifetimes.resetMs));
    const stopped = await this.changes.stop(id, { now, passwordHash, reset });
    if (stopped === 'unavailable') throw emailUnavailable();
    if (stopped) return stopped;
    checkToken(await this.tokens.find(id, 'stop-email-change'), now);
    throw unknownToken();
  }

  private async read(text: string, purpose: 'change-email' | 'stop-email-change') {
    const id = this.links.read(text, purpose);
    if (!id) throw unknownToken();
    const now = this.clock.now();
    checkToken(await this.tokens.find(id, purpose), now);
    return { id, now };
  }

  /** Ends with the request, however late it is sent again. */
  private confirmation(user: User, { email, expiresAt }: Pick<NewEmailChange, 'email' | 'expiresAt'>) {
    return this.token('change-email', user, email, expiresAt);
  }

  private token(
    purpose: AccountToken['purpose'],
    { id: userId }: User,
    email: string,
    expiresAt: Date,
  ): AccountToken {
    return { id: this.ids.next(), purpose, userId, email, createdAt: this.clock.now(), expiresAt };
  }

  private after(at: Date, ms: number): Date {
    return new Date(at.getTime() + ms);
  }
}

const tooManyMails = (): RetryableError =>
  new RetryableError('busy', 'too many mails were sent to this address', { retryAfterMs: MAIL_WINDOW_MS });
