import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { type Address, MAX_ADDRESSES, type SavedAddress } from '../domain/user.ts';
import { AddressStore, Ids } from './ports.ts';

/** A person's addresses. */
@Injectable()
export class AddressBook {
  constructor(
    private readonly addresses: AddressStore,
    private readonly ids: Ids,
  ) {}

  listOf(userId: string): Promise<SavedAddress[]> {
    return this.addresses.listOf(userId);
  }

  /** @throws DomainError `address.too_many` */
  async add(userId: string, address: Address, isDefault: boolean): Promise<SavedAddress> {
    const saved = { id: this.ids.next(), address, isDefault };
    if (await this.addresses.add(userId, saved, MAX_ADDRESSES)) return saved;
    throw new DomainError(
      'conflict',
      'address.too_many',
      `An address book holds ${MAX_ADDRESSES}; remove one first.`,
    );
  }

  /** @throws DomainError `address.not_found` */
  async replace(userId: string, saved: SavedAddress): Promise<SavedAddress> {
    if (await this.addresses.replace(userId, saved)) return saved;
    throw new DomainError('missing', 'address.not_found', 'There is no such address in this book.');
  }

  remove(userId: string, id: string): Promise<void> {
    return this.addresses.remove(userId, id);
  }
}
