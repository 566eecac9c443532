import { Inject, Injectable } from '@nestjs/common';
import { DomainError, normaliseEmail } from '@tradepost/decision';
import { checkRegistration, type Credentials, type Role, storedName, type User } from '../domain/user.ts';
import { ConfirmEmail } from './confirm-email.ts';
import { Clock, Ids, Passwords, UserStore } from './ports.ts';

export interface Registration extends Credentials {
  readonly roles?: readonly Role[];
  readonly locale?: string;
}

/** Creates a user. @throws DomainError `request.invalid`, `user.email_taken` */
@Injectable()
export class Register {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
    private readonly ids: Ids,
    /** Undefined: no mail asks to confirm the address. */
    @Inject(ConfirmEmail) private readonly confirming: Pick<ConfirmEmail, 'tokenFor'> | undefined,
  ) {}

  async run({ email, password, name, roles = ['customer'], locale = 'en' }: Registration): Promise<User> {
    checkRegistration({ email, password, name });
    const user: User = {
      id: this.ids.next(),
      email: normaliseEmail(email) ?? email,
      name: storedName(name),
      roles,
      isEmailVerified: false,
      locale,
      passwordVersion: 1,
      version: 1,
      createdAt: this.clock.now(),
    };
    const passwordHash = await this.passwords.hash(password);
    const isAdded = await this.users.add({ ...user, passwordHash }, this.confirming?.tokenFor(user));
    if (!isAdded)
      throw new DomainError(
        'duplicate',
        'user.email_taken',
        'An account with this e-mail address exists. Sign in instead.',
      );
    return user;
  }
}
