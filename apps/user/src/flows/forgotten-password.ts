import { Injectable } from '@nestjs/common';
import { checkToken, unknownToken } from '../domain/account-token.ts';
import { checkPassword, emailKey } from '../domain/user.ts';
import {
  AccountTokenStore,
  Clock,
  FailureStore,
  Ids,
  Passwords,
  TokenLives,
  TokenTexts,
  UserStore,
} from './ports.ts';

/** A new password for who has lost the old one, by a link in a mail. */
@Injectable()
export class ForgottenPassword {
  constructor(
    private readonly users: UserStore,
    private readonly tokens: AccountTokenStore,
    private readonly texts: TokenTexts,
    private readonly lives: TokenLives,
    private readonly passwords: Passwords,
    private readonly failures: FailureStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Says nothing and lasts the same, whether there is such an account or not. */
  async ask(email: string, locale: string | undefined): Promise<void> {
    const now = this.clock.now();
    await this.tokens.issue(
      {
        id: this.ids.next(),
        purpose: 'reset-password',
        emailKey: emailKey(email),
        createdAt: now,
        expiresAt: new Date(now.getTime() + this.lives.resetMs),
      },
      locale,
    );
  }

  /** @throws DomainError `token.unknown`, `token.used`, `token.expired`, `request.invalid` */
  async reset(text: string, password: string): Promise<void> {
    const id = this.texts.read(text, 'reset-password');
    if (!id) throw unknownToken();
    const now = this.clock.now();
    const token = await this.tokens.find(id, 'reset-password');
    checkToken(token, now);
    const user = await this.users.find(token.userId);
    if (!user) throw unknownToken();
    checkPassword(password, user.email, 'password');
    const passwordHash = await this.passwords.hash(password);
    if (await this.tokens.resetPassword(id, { userId: user.id, passwordHash, now })) {
      // Whoever can read the person's mail need not wait for the end of a lock.
      await this.failures.clear(emailKey(user.email));
      return;
    }
    checkToken(await this.tokens.find(id, 'reset-password'), now);
    throw unknownToken();
  }
}
