import { Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UserServiceDefinition } from '@tradepost/contracts';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access, type Identity } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param } from '../http/checked.ts';
import { CurrentUser, type UserWrite, WriteOfUser } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { SavedAddress, toSavedAddress } from '../shapes/account.ts';
import { Address, ById, list } from '../shapes/shared.ts';
import { fromAddress, present } from '../shapes/shared-mapping.ts';

const Addresses = list(SavedAddress);
const NewAddress = shape({ address: Address, isDefault: Type.Optional(Type.Boolean()) });
type NewAddress = Static<typeof NewAddress>;

@ApiTags('account')
@Access('user')
@Controller('me/addresses')
export class AddressesController {
  constructor(
    @InjectGrpc(UserServiceDefinition) private readonly users: RpcClient<typeof UserServiceDefinition>,
  ) {}

  @Get()
  @Answers(200, Addresses, 'Your address book')
  async list(@CurrentUser() { userId }: Identity): Promise<Static<typeof Addresses>> {
    return { items: (await this.users.listAddresses({ userId })).addresses.map(toSavedAddress) };
  }

  @Post()
  @Answers(201, SavedAddress, 'Adds an address')
  async add(
    @Body({ schema: NewAddress }) { address, isDefault = false }: NewAddress,
    @WriteOfUser() { userId, idempotencyKey }: UserWrite,
  ): Promise<SavedAddress> {
    const request = { userId, address: fromAddress(address), isDefault, idempotencyKey };
    return toSavedAddress(present((await this.users.addAddress(request)).address));
  }

  @Put(':id')
  @Answers(200, SavedAddress, 'Replaces an address')
  async replace(
    @Param({ schema: ById }) { id: addressId }: ById,
    @Body({ schema: NewAddress }) { address, isDefault = false }: NewAddress,
    @WriteOfUser() { userId, idempotencyKey }: UserWrite,
  ): Promise<SavedAddress> {
    const request = { userId, addressId, address: fromAddress(address), isDefault, idempotencyKey };
    return toSavedAddress(present((await this.users.updateAddress(request)).address));
  }

  @Delete(':id')
  @Answers(204, null, 'Removes an address')
  async remove(
    @Param({ schema: ById }) { id: addressId }: ById,
    @WriteOfUser() { userId, idempotencyKey }: UserWrite,
  ): Promise<void> {
    await this.users.removeAddress({ userId, addressId, idempotencyKey });
  }
}
