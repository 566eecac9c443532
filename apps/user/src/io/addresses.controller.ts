import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { AddressBook } from '../flows/address-book.ts';
import { StorableText } from './storable-text.pipe.ts';
import { fromWireAddress, toWireAddress } from './user.mapper.ts';
import { UserWrites } from './user-writes.ts';

@GrpcController(wire.UserServiceDefinition, ['listAddresses', 'addAddress', 'updateAddress', 'removeAddress'])
@UsePipes(StorableText)
export class AddressesController {
  constructor(
    private readonly addresses: AddressBook,
    private readonly writes: UserWrites,
  ) {}

  async listAddresses({ userId }: wire.ListAddressesRequest): Promise<wire.ListAddressesResponse> {
    return { addresses: (await this.addresses.listOf(userId)).map(toWireAddress) };
  }

  async addAddress(request: wire.AddAddressRequest): Promise<wire.AddAddressResponse> {
    const { userId, isDefault } = request;
    const address = fromWireAddress(request.address);
    const [requestType, responseType] = [wire.AddAddressRequest, wire.AddAddressResponse];
    const write = { operation: 'add-address', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ addresses }) => ({
      address: toWireAddress(await addresses.add(userId, address, isDefault)),
    }));
  }

  async updateAddress(request: wire.UpdateAddressRequest): Promise<wire.UpdateAddressResponse> {
    const { userId, addressId: id, isDefault } = request;
    const saved = { id, address: fromWireAddress(request.address), isDefault };
    const [requestType, responseType] = [wire.UpdateAddressRequest, wire.UpdateAddressResponse];
    const write = { operation: 'update-address', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ addresses }) => ({
      address: toWireAddress(await addresses.replace(userId, saved)),
    }));
  }

  removeAddress(request: wire.RemoveAddressRequest): Promise<wire.RemoveAddressResponse> {
    const { userId, addressId } = request;
    const [requestType, responseType] = [wire.RemoveAddressRequest, wire.RemoveAddressResponse];
    const write = { operation: 'remove-address', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ addresses }) => {
      await addresses.remove(userId, addressId);
      return {};
    });
  }
}
