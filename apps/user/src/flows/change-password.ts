import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { checkPassword, type User } from '../domain/user.ts';
import { userNotFound } from '../domain/user.errors.ts';
import { AccountTokenStore, Clock, Passwords, UserStore } from './ports.ts';
import { SignIn } from './sign-in.ts';

export interface PasswordChange {
  readonly userId: string;
  /** Stays signed in. */
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Sets a new password for a user who gives the current one, and ends all other sessions. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly users: UserStore,
    private readonly signIn: SignIn,
    private readonly passwords: Passwords,
    private readonly tokens: AccountTokenStore,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `password.wrong`, `request.invalid`; RetryableError `busy` after too many wrong ones */
  async run({ userId, sessionId, currentPassword, newPassword }: PasswordChange): Promise<void> {
    const user = await this.users.find(userId);
    if (!user) throw userNotFound();
    checkPassword(newPassword, user.email, 'newPassword');
    const { passwordVersion } = await this.authenticate(user, currentPassword);
    const passwordHash = await this.passwords.hash(newPassword);
    const password = { userId, passwordHash, now: this.clock.now() };
    if (!(await this.tokens.changePassword(password, { passwordVersion, sessionId }))) throw wrongPassword();
  }

  /** Wrong passwords count as failed sign-ins: the device may be stolen. */
  private async authenticate(user: User, password: string): Promise<User> {
    try {
      return await this.signIn.confirm(user, password);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'auth.credentials') throw wrongPassword();
      throw error;
    }
  }
}

function wrongPassword(): DomainError {
  const detail = 'currentPassword is wrong.';
  const errors = [{ code: 'password.wrong', field: 'currentPassword', detail }];
  return new DomainError('forbidden', 'password.wrong', detail, { errors });
}
