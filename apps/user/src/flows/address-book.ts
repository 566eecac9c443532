import { Injectable } from '@nestjs/common';
import { ACCOUNT } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';
import { normaliseAddress, type Address, type SavedAddress } from '../domain/user.ts';
import { AddressStore, Ids } from './ports.ts';

/** The saved addresses of a user. */
@Injectable()
export class AddressBook {
  constructor(
    private readonly addresses: AddressStore,
    private readonly ids: Ids,
  ) {}

  listOf(userId: string): Promise<SavedAddress[]> {
    return this.addresses.listOf(userId);
  }

  /** @throws DomainError `request.invalid`, `address.too_many` */
  async add(userId: string, given: Address, isDefault: boolean): Promise<SavedAddress> {
    const saved = { id: this.ids.next(), address: normaliseAddress(given), isDefault };
    if (await this.addresses.add(userId, saved, ACCOUNT.savedAddresses)) return saved;
    throw new DomainError(
      'conflict',
      'address.too_many',
      `The address book is full (${ACCOUNT.savedAddresses} addresses). Remove one first.`,
    );
  }

  /** @throws DomainError `request.invalid`, `address.not_found` */
  async replace(userId: string, given: SavedAddress): Promise<SavedAddress> {
    const saved = { ...given, address: normaliseAddress(given.address) };
    if (await this.addresses.replace(userId, saved)) return saved;
    throw new DomainError(
      'missing',
      'address.not_found',
      'There is no address with this id in the address book.',
    );
  }

  remove(userId: string, id: string): Promise<void> {
    return this.addresses.remove(userId, id);
  }
}
