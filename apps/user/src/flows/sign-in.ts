import { Injectable } from '@nestjs/common';
import { RetryableError } from '@tradepost/errors';
import { addFailure, lockedForMs } from '../domain/lockout.ts';
import { emailKey, type User } from '../domain/user.ts';
import { wrongCredentials } from '../domain/user.errors.ts';
import { Clock, FailureStore, Passwords, UserStore } from './ports.ts';

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
  async run(email: string, password: string): Promise<User> {
    const key = emailKey(email);
    const before = await this.failures.find(key);
    const waitMs = lockedForMs(before, this.clock.now());
    if (waitMs > 0)
      throw new RetryableError('busy', 'too many failed sign-ins with this address', {
        retryAfterMs: waitMs,
      });
    const found = await this.users.findByEmail(key);
    if (!(await this.passwords.verify(found?.passwordHash, password)) || !found) {
      await this.failures.change(key, (failures) => addFailure(failures, this.clock.now()));
      throw wrongCredentials();
    }
    if (before) await this.failures.clear(key);
    const { passwordHash: _, ...user } = found;
    return user;
  }
}
