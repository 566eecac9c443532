import { Injectable } from '@nestjs/common';
import { emailKey } from '@tradepost/decision';
import { checkProfile, type ProfileChange, type User, withProfile } from '../domain/user.ts';
import type { ConfirmEmail } from './confirm-email.ts';
import { UserStore } from './ports.ts';

/** Changes name, language or e-mail address. A new address gets a mail that asks to confirm it. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly users: UserStore,
    private readonly confirming: Pick<ConfirmEmail, 'tokenFor'>,
  ) {}

  /** @throws DomainError `request.invalid`, `user.email_taken`, `version.stale` */
  async run(userId: string, change: ProfileChange, expectedVersion: number | undefined): Promise<User> {
    checkProfile(change);
    let before = '';
    return this.users.change(
      userId,
      expectedVersion,
      (user) => {
        before = emailKey(user.email);
        return withProfile(user, change);
      },
      (user) => (emailKey(user.email) === before ? undefined : this.confirming.tokenFor(user)),
    );
  }
}
