import { Injectable } from '@nestjs/common';
import { checkPassword } from '../domain/user.ts';
import { userNotFound, wrongPassword } from '../domain/user.errors.ts';
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
    const { passwordVersion } = await this.signIn.confirm(user, currentPassword);
    const passwordHash = await this.passwords.hash(newPassword);
    const password = { userId, passwordHash, now: this.clock.now() };
    if (!(await this.tokens.changePassword(password, { passwordVersion, sessionId }))) throw wrongPassword();
  }
}
