import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { type AccountToken, checkToken, unknownToken, WINDOW_MS } from '../domain/account-token.ts';
import { emailKey, type User } from '../domain/user.ts';
import { AccountTokenStore, Clock, Ids, TokenLives, TokenTexts, UserStore } from './ports.ts';

/** Makes sure that mails to an address reach its person. */
@Injectable()
export class ConfirmEmail {
  constructor(
    private readonly users: UserStore,
    private readonly tokens: AccountTokenStore,
    private readonly texts: TokenTexts,
    private readonly lives: TokenLives,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** The link for the mail to a new address. */
  tokenFor({ id: userId, email }: Pick<User, 'id' | 'email'>): AccountToken {
    const now = this.clock.now();
    return {
      id: this.ids.next(),
      purpose: 'verify-email',
      userId,
      emailKey: emailKey(email),
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.lives.verifyMs),
    };
  }

  /** Another mail, for instance because the first was lost. @throws DomainError `email.verified`, NotYet busy */
  async again(userId: string): Promise<void> {
    const user = await this.users.find(userId);
    if (!user) throw new DomainError('missing', 'user.not_found', 'There is no such account.');
    if (user.isEmailVerified)
      throw new DomainError('conflict', 'email.verified', 'This address is confirmed already.');
    if (await this.tokens.issue(this.tokenFor(user), user.locale)) return;
    throw new NotYet('busy', 'enough mails were sent to this address', { retryAfterMs: WINDOW_MS });
  }

  /** @throws DomainError `token.unknown`, `token.used`, `token.expired` */
  async confirm(text: string): Promise<User> {
    const id = this.texts.read(text, 'verify-email');
    if (!id) throw unknownToken();
    const now = this.clock.now();
    checkToken(await this.tokens.find(id, 'verify-email'), now);
    const user = await this.tokens.verifyEmail(id, now);
    if (user) return user;
    checkToken(await this.tokens.find(id, 'verify-email'), now);
    // The account has another address by now.
    throw unknownToken();
  }
}
