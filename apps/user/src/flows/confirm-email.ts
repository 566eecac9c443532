import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { type AccountToken, checkToken, MAIL_WINDOW_MS, unknownToken } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';
import { userNotFound } from '../domain/user.errors.ts';
import { AccountTokenStore, Clock, Ids, LinkLifetimes, LinkTokens, UserStore } from './ports.ts';

/** Confirms that an e-mail address belongs to its user. */
@Injectable()
export class ConfirmEmail {
  constructor(
    private readonly users: UserStore,
    private readonly tokens: AccountTokenStore,
    private readonly links: LinkTokens,
    private readonly lifetimes: LinkLifetimes,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** The token for the mail to a new address. */
  tokenFor({ id: userId, email }: Pick<User, 'id' | 'email'>): AccountToken {
    const now = this.clock.now();
    return {
      id: this.ids.next(),
      purpose: 'verify-email',
      userId,
      email,
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.lifetimes.verifyMs),
    };
  }

  /** @throws DomainError `user.not_found`, `email.verified`; RetryableError `busy` after too many mails */
  async resend(userId: string): Promise<void> {
    const user = await this.users.find(userId);
    if (!user) throw userNotFound();
    if (user.isEmailVerified)
      throw new DomainError('conflict', 'email.verified', 'The e-mail address is already confirmed.');
    if (await this.tokens.issue(this.tokenFor(user), user.locale)) return;
    throw new RetryableError('busy', 'too many mails were sent to this address', {
      retryAfterMs: MAIL_WINDOW_MS,
    });
  }

  /** @throws DomainError `token.unknown`, `token.used`, `token.expired` */
  async confirm(text: string): Promise<User> {
    const id = this.links.read(text, 'verify-email');
    if (!id) throw unknownToken();
    const now = this.clock.now();
    checkToken(await this.tokens.find(id, 'verify-email'), now);
    const user = await this.tokens.verifyEmail(id, now);
    if (user) return user;
    checkToken(await this.tokens.find(id, 'verify-email'), now);
    // The user has another address by now.
    throw unknownToken();
  }
}
