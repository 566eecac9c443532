import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { checkPassword, type User } from '../domain/user.ts';
import { AccountTokenStore, Clock, Passwords, UserStore } from './ports.ts';
import { SignIn } from './sign-in.ts';

export type PasswordChange = {
  readonly userId: string;
  /** The device that asks stays signed in. */
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
};

/** A new password for who knows the old one; all other devices are signed out. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly users: UserStore,
    private readonly signIn: SignIn,
    private readonly passwords: Passwords,
    private readonly tokens: AccountTokenStore,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `password.wrong`, `request.invalid`; NotYet busy after too many wrong ones */
  async run({ userId, sessionId, currentPassword, newPassword }: PasswordChange): Promise<void> {
    const found = await this.users.find(userId);
    if (!found) throw new DomainError('missing', 'user.not_found', 'There is no such account.');
    checkPassword(newPassword, found.email, 'newPassword');
    const { passwordVersion } = await this.proven(found, currentPassword);
    const passwordHash = await this.passwords.hash(newPassword);
    const password = { userId, passwordHash, now: this.clock.now() };
    if (!(await this.tokens.changePassword(password, { passwordVersion, sessionId }))) throw wrong();
  }

  /** Guesses made on a stolen device count as wrong sign-ins do. */
  private async proven({ email }: User, password: string): Promise<User> {
    try {
      return await this.signIn.run(email, password);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'auth.credentials') throw wrong();
      throw error;
    }
  }
}

const DETAIL = 'The current password is wrong.';
const wrong = (): DomainError =>
  new DomainError('forbidden', 'password.wrong', DETAIL, {
    errors: [{ code: 'password.wrong', field: 'currentPassword', detail: DETAIL }],
  });
