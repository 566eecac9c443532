import { Injectable } from '@nestjs/common';
import { checkProfile, type User, withProfile } from '../domain/user.ts';
import { UserStore } from './ports.ts';

export type ProfileChange = { readonly name: string | undefined; readonly email: string | undefined };

/** Changes name or e-mail address. @throws DomainError `request.invalid`, `user.email_taken`, `version.stale` */
@Injectable()
export class UpdateProfile {
  constructor(private readonly users: UserStore) {}

  async run(userId: string, change: ProfileChange, expectedVersion: number | undefined): Promise<User> {
    checkProfile(change);
    return this.users.change(userId, expectedVersion, (user) => withProfile(user, change));
  }
}
