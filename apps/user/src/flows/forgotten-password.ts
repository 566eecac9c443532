import { Injectable } from '@nestjs/common';
import { emailKey } from '@tradepost/decision';
import { checkToken, unknownToken } from '../domain/account-token.ts';
import { checkPassword } from '../domain/user.ts';
import {
  AccountTokenStore,
  Clock,
  FailureStore,
  Ids,
  LinkLifetimes,
  LinkTokens,
  Passwords,
  UserStore,
} from './ports.ts';

/** Sets a new password by a link in a mail. */
@Injectable()
export class ForgottenPassword {
  constructor(
    private readonly users: UserStore,
    private readonly tokens: AccountTokenStore,
    private readonly links: LinkTokens,
    private readonly lifetimes: LinkLifetimes,
    private readonly passwords: Passwords,
    private readonly failures: FailureStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Sends a link. Result and duration do not reveal whether there is an account with this address. */
  async request(email: string, locale: string | undefined): Promise<void> {
    const now = this.clock.now();
    await this.tokens.issue(
      {
        id: this.ids.next(),
        purpose: 'reset-password',
        email,
        createdAt: now,
        expiresAt: new Date(now.getTime() + this.lifetimes.resetMs),
      },
      locale,
    );
  }

  /** @throws DomainError `token.unknown`, `token.used`, `token.expired`, `request.invalid` */
  async reset(text: string, password: string): Promise<void> {
    const id = this.links.read(text, 'reset-password');
    if (!id) throw unknownToken();
    const now = this.clock.now();
    const token = await this.tokens.find(id, 'reset-password');
    checkToken(token, now);
    const user = await this.users.find(token.userId);
    if (!user) throw unknownToken();
    checkPassword(password, user.email, 'password');
    const passwordHash = await this.passwords.hash(password);
    if (await this.tokens.resetPassword(id, { userId: user.id, passwordHash, now })) {
      // Whoever reads the user's mail need not wait for the end of a lock.
      await this.failures.clear(emailKey(user.email));
      return;
    }
    checkToken(await this.tokens.find(id, 'reset-password'), now);
    throw unknownToken();
  }
}
