import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { UserStore } from './ports.ts';
import { Register } from './register.ts';

/** Creates the first administrator: in a new shop no account could grant a role. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly users: UserStore,
    private readonly register: Register,
  ) {}

  /** @returns false when there is an administrator. @throws DomainError `request.invalid` */
  async create(email: string, password: string): Promise<boolean> {
    if (await this.users.hasAdmin()) return false;
    try {
      await this.register.run({ email, password, name: 'Administrator', roles: ['admin', 'staff'] });
      return true;
    } catch (error) {
      // Another replica was faster, or the address is a customer's, who is not made an administrator silently.
      if (error instanceof DomainError && error.code === 'user.email_taken') return false;
      throw error;
    }
  }
}
