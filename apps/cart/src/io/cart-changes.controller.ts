import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { missingField } from '../domain/cart.errors.ts';
import { ChangeCart } from '../flows/change-cart.ts';
import { CartReplies } from './cart-replies.ts';
import { CartMetrics } from './cart.metrics.ts';
import { LowerCaseIds } from './lower-case-ids.pipe.ts';

@GrpcController(wire.CartServiceDefinition, [
  'addLine',
  'changeLine',
  'removeLine',
  'setShippingAddress',
  'chooseShippingOption',
])
@UsePipes(LowerCaseIds)
export class CartChangesController {
  constructor(
    private readonly changing: ChangeCart,
    private readonly replies: CartReplies,
    private readonly metrics: CartMetrics,
  ) {}

  async addLine(request: wire.AddLineRequest): Promise<wire.AddLineResponse> {
    const { cartId: owner, variantId, quantity } = request;
    const keyed = { operation: 'add-line', owner, requestType: wire.AddLineRequest, request };
    const response = await this.replies.once(keyed, (reply) =>
      this.changing.addLine({ ...request, reply }, variantId, quantity),
    );
    this.metrics.lineAdded();
    return response;
  }

  changeLine(request: wire.ChangeLineRequest): Promise<wire.ChangeLineResponse> {
    const { cartId: owner, lineId, quantity } = request;
    const keyed = { operation: 'change-line', owner, requestType: wire.ChangeLineRequest, request };
    return this.replies.once(keyed, (reply) =>
      this.changing.changeLine({ ...request, reply }, lineId, quantity),
    );
  }

  removeLine(request: wire.RemoveLineRequest): Promise<wire.RemoveLineResponse> {
    const { cartId: owner, lineId } = request;
    const keyed = { operation: 'remove-line', owner, requestType: wire.RemoveLineRequest, request };
    return this.replies.once(keyed, (reply) => this.changing.removeLine({ ...request, reply }, lineId));
  }

  async setShippingAddress(
    request: wire.SetShippingAddressRequest,
  ): Promise<wire.SetShippingAddressResponse> {
    const { cartId: owner, address } = request;
    if (!address) throw missingField('address');
    const keyed = { operation: 'set-address', owner, requestType: wire.SetShippingAddressRequest, request };
    return this.replies.once(keyed, (reply) =>
      this.changing.setShippingAddress({ ...request, reply }, address),
    );
  }

  chooseShippingOption(
    request: wire.ChooseShippingOptionRequest,
  ): Promise<wire.ChooseShippingOptionResponse> {
    const { cartId: owner, shippingOptionId } = request;
    const keyed = {
      ...{ operation: 'choose-option', owner, request },
      requestType: wire.ChooseShippingOptionRequest,
    };
    return this.replies.once(keyed, (reply) =>
      this.changing.chooseShippingOption({ ...request, reply }, shippingOptionId),
    );
  }
}
