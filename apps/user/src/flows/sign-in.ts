import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import { failedAgain, lockedForMs } from '../domain/lockout.ts';
import { emailKey, type User } from '../domain/user.ts';
import { Clock, FailureStore, Passwords, UserStore } from './ports.ts';

export const wrongCredentials = (): DomainError =>
  new DomainError('unauthenticated', 'auth.credentials', 'E-mail address or password is wrong.');

/** Checks who somebody is; a wrong address and a wrong password look and last the same. */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UserStore,
    private readonly failures: FailureStore,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `auth.credentials`, NotYet busy while the address is locked */
  async run(email: string, password: string): Promise<User> {
    const key = emailKey(email);
    const before = await this.failures.find(key);
    const waitMs = lockedForMs(before, this.clock.now());
    if (waitMs > 0) throw new NotYet('busy', 'too many wrong passwords', { retryAfterMs: waitMs });
    const found = await this.users.findByEmail(key);
    if (!(await this.passwords.verify(found?.passwordHash, password)) || !found) {
      await this.failures.change(key, (failures) => failedAgain(failures, this.clock.now()));
      throw wrongCredentials();
    }
    if (before) await this.failures.clear(key);
    const { passwordHash: _, ...user } = found;
    return user;
  }
}
