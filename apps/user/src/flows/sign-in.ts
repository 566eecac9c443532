import { Injectable } from '@nestjs/common';
import { DomainError, emailKey } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { addFailure, lockedForMs } from '../domain/lockout.ts';
import type { User } from '../domain/user.ts';
import { wrongCredentials, wrongPassword } from '../domain/user.errors.ts';
import { Clock, FailureStore, type NewUser, Passwords, UserStore } from './ports.ts';

/** Checks a password. Result and duration are the same for an unknown address and a wrong password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UserStore,
    private readonly failures: FailureStore,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `auth.credentials`; RetryableError `busy` while the address is locked */
  run(email: string, password: string): Promise<User> {
    return this.check(email, password, () => this.users.findByEmail(email));
  }

  /**
   * The same for a user who is signed in. Failures count together with failed sign-ins: the device may be stolen.
   * @throws DomainError `password.wrong`; RetryableError `busy` while the address is locked
   */
  async confirm({ id, email }: Pick<User, 'id' | 'email'>, password: string): Promise<User> {
    try {
      return await this.check(email, password, () => this.users.findWithPassword(id));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'auth.credentials') throw wrongPassword();
      throw error;
    }
  }

  private async check(
    email: string,
    password: string,
    find: () => Promise<NewUser | undefined>,
  ): Promise<User> {
    const key = emailKey(email);
    const before = await this.failures.find(key);
    const waitMs = lockedForMs(before, this.clock.now());
    if (waitMs > 0)
      throw new RetryableError('busy', 'too many failed sign-ins with this address', {
        retryAfterMs: waitMs,
      });
    const found = await find();
    const check = await this.passwords.verify(found?.passwordHash, password);
    if (check === 'wrong' || !found) {
      await this.failures.change(key, (failures) => addFailure(failures, this.clock.now()));
      throw wrongCredentials();
    }
    if (before) await this.failures.clear(key);
    const { passwordHash, ...user } = found;
    if (check === 'right as typed')
      await this.users.rehash(user.id, passwordHash, await this.passwords.hash(password));
    return user;
  }
}
