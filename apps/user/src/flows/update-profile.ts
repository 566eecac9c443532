import { Injectable } from '@nestjs/common';
import { emailKey } from '@tradepost/decision';
import { checkProfile, type ProfileChange, type User, withProfile } from '../domain/user.ts';
import type { AuthorisedChange, ChangeEmail } from './change-email.ts';
import { passwordRequired } from '../domain/email-change.ts';
import { EmailChangeStore, UserStore } from './ports.ts';

/** Changes name, language or the spelling of the e-mail address. Another address is requested, and holds once confirmed. */
@Injectable()
export class UpdateProfile {
  constructor(
    private readonly users: UserStore,
    private readonly changes: EmailChangeStore,
    private readonly changing: Pick<ChangeEmail, 'request'>,
  ) {}

  /**
   * @param authorised proof of the password; needed for another address
   * @throws DomainError `request.invalid`, `password.wrong`, `version.stale`; RetryableError `busy` after too many mails
   */
  async run(
    userId: string,
    change: ProfileChange,
    expectedVersion: number | undefined,
    authorised?: AuthorisedChange,
  ): Promise<User> {
    checkProfile(change);
    const user = await this.users.change(userId, expectedVersion, (before) => withProfile(before, change));
    const { email } = change;
    if (email === undefined || emailKey(email) === emailKey(user.email)) return user;
    if (!authorised) throw passwordRequired();
    await this.changing.request(this.changes, user, email, authorised);
    return user;
  }
}
