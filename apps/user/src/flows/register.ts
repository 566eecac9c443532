import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { checkRegistration, type Role, type User } from '../domain/user.ts';
import { Clock, Ids, Passwords, UserStore } from './ports.ts';

export type Registration = {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly roles?: readonly Role[];
};

/** Makes an account. @throws DomainError `request.invalid`, `user.email_taken` */
@Injectable()
export class Register {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async run({ email, password, name, roles = ['customer'] }: Registration): Promise<User> {
    checkRegistration({ email, password, name });
    const user: User = {
      id: this.ids.next(),
      email: email.trim(),
      name: name.trim(),
      roles,
      isEmailVerified: false,
      version: 1,
      createdAt: this.clock.now(),
    };
    const isAdded = await this.users.add({ ...user, passwordHash: await this.passwords.hash(password) });
    if (!isAdded)
      throw new DomainError(
        'duplicate',
        'user.email_taken',
        'There is an account with this e-mail address; sign in instead.',
      );
    return user;
  }
}
