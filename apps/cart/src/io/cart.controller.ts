import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController, type ControllerOf } from '@tradepost/nest';
import { missingField } from '../domain/cart.errors.ts';
import { ChangeCart } from '../flows/change-cart.ts';
import { CreateCart } from '../flows/create-cart.ts';
import { FreezeCart } from '../flows/freeze-cart.ts';
import { MergeCart } from '../flows/merge-cart.ts';
import { QuoteCheckout } from '../flows/quote-checkout.ts';
import { ReadCart } from '../flows/read-cart.ts';
import { CartAnswers } from './cart.answers.ts';
import { CartMetrics } from './cart.metrics.ts';
import { toCheckoutReply } from './cart.mapper.ts';
import { LowerCaseIds } from './lower-case-ids.pipe.ts';

@GrpcController(wire.CartServiceDefinition)
@UsePipes(LowerCaseIds)
export class CartController implements ControllerOf<typeof wire.CartServiceDefinition> {
  constructor(
    private readonly creating: CreateCart,
    private readonly reading: ReadCart,
    private readonly changing: ChangeCart,
    private readonly merging: MergeCart,
    private readonly freezing: FreezeCart,
    private readonly quoting: QuoteCheckout,
    private readonly answers: CartAnswers,
    private readonly metrics: CartMetrics,
  ) {}

  async createCart(request: wire.CreateCartRequest): Promise<wire.CreateCartResponse> {
    const { userId, lines, client = '' } = request;
    // The reply contains the token of the guest, so the scope must differ between clients.
    const scope = `create:${userId || `guest/${client}`}`;
    const reply = await this.answers.once(scope, request, wire.CreateCartRequest, (keyed) =>
      this.creating.run(userId || null, lines, keyed),
    );
    this.metrics.cartCreated(userId ? 'user' : 'guest');
    return reply;
  }

  async getCart(request: wire.GetCartRequest): Promise<wire.GetCartResponse> {
    return this.answers.reply(await this.reading.byId(request));
  }

  async getCurrentCart({ userId }: wire.GetCurrentCartRequest): Promise<wire.GetCurrentCartResponse> {
    return this.answers.reply(await this.reading.current(userId));
  }

  async addLine(request: wire.AddLineRequest): Promise<wire.AddLineResponse> {
    const { cartId, variantId, quantity } = request;
    const reply = await this.answers.once(`add-line:${cartId}`, request, wire.AddLineRequest, (keyed) =>
      this.changing.addLine({ ...request, keyed }, variantId, quantity),
    );
    this.metrics.lineAdded();
    return reply;
  }

  changeLine(request: wire.ChangeLineRequest): Promise<wire.ChangeLineResponse> {
    const { cartId, lineId, quantity } = request;
    return this.answers.once(`change-line:${cartId}`, request, wire.ChangeLineRequest, (keyed) =>
      this.changing.changeLine({ ...request, keyed }, lineId, quantity),
    );
  }

  removeLine(request: wire.RemoveLineRequest): Promise<wire.RemoveLineResponse> {
    const { cartId, lineId } = request;
    return this.answers.once(`remove-line:${cartId}`, request, wire.RemoveLineRequest, (keyed) =>
      this.changing.removeLine({ ...request, keyed }, lineId),
    );
  }

  setShippingAddress(request: wire.SetShippingAddressRequest): Promise<wire.SetShippingAddressResponse> {
    const { cartId, address } = request;
    if (!address) return Promise.reject(missingField('address'));
    return this.answers.once(`set-address:${cartId}`, request, wire.SetShippingAddressRequest, (keyed) =>
      this.changing.setShippingAddress({ ...request, keyed }, address),
    );
  }

  async listShippingOptions(
    request: wire.ListShippingOptionsRequest,
  ): Promise<wire.ListShippingOptionsResponse> {
    return { options: await this.reading.shippingOptions(request) };
  }

  chooseShippingOption(
    request: wire.ChooseShippingOptionRequest,
  ): Promise<wire.ChooseShippingOptionResponse> {
    const { cartId, shippingOptionId } = request;
    return this.answers.once(`choose-option:${cartId}`, request, wire.ChooseShippingOptionRequest, (keyed) =>
      this.changing.chooseShippingOption({ ...request, keyed }, shippingOptionId),
    );
  }

  async mergeCart({ userId, guestToken }: wire.MergeCartRequest): Promise<wire.MergeCartResponse> {
    const merged = await this.merging.run(userId, guestToken);
    return merged ? this.answers.reply(merged) : { cart: undefined };
  }

  async quoteCheckout(request: wire.QuoteCheckoutRequest): Promise<wire.QuoteCheckoutResponse> {
    return { checkout: toCheckoutReply(await this.metrics.checkout(this.quoting.run(request))) };
  }

  async freezeCart(request: wire.FreezeCartRequest): Promise<wire.FreezeCartResponse> {
    return { checkout: toCheckoutReply(await this.metrics.checkout(this.freezing.freeze(request))) };
  }

  async unfreezeCart({ cartId, orderId }: wire.UnfreezeCartRequest): Promise<wire.UnfreezeCartResponse> {
    await this.freezing.unfreeze(cartId, orderId);
    return {};
  }
}
