import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { UserStore } from './ports.ts';
import { Register } from './register.ts';

/** A new shop has nobody who could give roles. This makes the first administrator, once. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly users: UserStore,
    private readonly register: Register,
  ) {}

  /** @returns true when it made one. @throws DomainError `request.invalid` */
  async make(email: string, password: string): Promise<boolean> {
    if (await this.users.hasAdmin()) return false;
    try {
      await this.register.run({ email, password, name: 'Administrator', roles: ['admin', 'staff'] });
      return true;
    } catch (error) {
      // Another replica was quicker, or the address is a customer's: neither is made an administrator silently.
      if (error instanceof DomainError && error.code === 'user.email_taken') return false;
      throw error;
    }
  }
}
