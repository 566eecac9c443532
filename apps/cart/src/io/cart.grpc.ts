import { Injectable } from '@nestjs/common';
import type * as wire from '@tradepost/contracts';
import { type CartServiceDefinition } from '@tradepost/contracts';
import type { Handlers } from '@tradepost/rpc';
import { invalid } from '../domain/cart.errors.ts';
import type { PricedCart } from '../domain/pricing.ts';
import { ChangeCart } from '../flows/change-cart.ts';
import { CreateCart } from '../flows/create-cart.ts';
import { FreezeCart } from '../flows/freeze-cart.ts';
import { MergeCart } from '../flows/merge-cart.ts';
import { GuestTokens } from '../flows/ports.ts';
import { QuoteCheckout } from '../flows/quote-checkout.ts';
import { ReadCart } from '../flows/read-cart.ts';
import { toCartReply, toCheckoutReply } from './cart.replies.ts';

@Injectable()
export class CartGrpc implements Handlers<typeof CartServiceDefinition> {
  constructor(
    private readonly creating: CreateCart,
    private readonly reading: ReadCart,
    private readonly changing: ChangeCart,
    private readonly merging: MergeCart,
    private readonly freezing: FreezeCart,
    private readonly quoting: QuoteCheckout,
    private readonly tokens: GuestTokens,
  ) {}

  async createCart({ userId, lines }: wire.CreateCartRequest): Promise<wire.CreateCartResponse> {
    return this.reply(await this.creating.run(userId || null, lines));
  }

  async getCart({ cartId, access }: wire.GetCartRequest): Promise<wire.GetCartResponse> {
    return this.reply(await this.reading.byId(cartId, access));
  }

  async getCurrentCart({ userId }: wire.GetCurrentCartRequest): Promise<wire.GetCurrentCartResponse> {
    return this.reply(await this.reading.current(userId));
  }

  async addLine(request: wire.AddLineRequest): Promise<wire.AddLineResponse> {
    return this.reply(await this.changing.addLine(request, request.variantId, request.quantity));
  }

  async changeLine(request: wire.ChangeLineRequest): Promise<wire.ChangeLineResponse> {
    return this.reply(await this.changing.changeLine(request, request.lineId, request.quantity));
  }

  async removeLine(request: wire.RemoveLineRequest): Promise<wire.RemoveLineResponse> {
    return this.reply(await this.changing.removeLine(request, request.lineId));
  }

  async setShippingAddress(
    request: wire.SetShippingAddressRequest,
  ): Promise<wire.SetShippingAddressResponse> {
    if (!request.address) throw missing('address');
    return this.reply(await this.changing.setShippingAddress(request, request.address));
  }

  async listShippingOptions(
    request: wire.ListShippingOptionsRequest,
  ): Promise<wire.ListShippingOptionsResponse> {
    return { options: await this.reading.shippingOptions(request.cartId, request.access) };
  }

  async chooseShippingOption(
    request: wire.ChooseShippingOptionRequest,
  ): Promise<wire.ChooseShippingOptionResponse> {
    return this.reply(await this.changing.chooseShippingOption(request, request.shippingOptionId));
  }

  async mergeCart({ userId, guestToken }: wire.MergeCartRequest): Promise<wire.MergeCartResponse> {
    const merged = await this.merging.run(userId, guestToken);
    return merged ? this.reply(merged) : { cart: undefined };
  }

  async quoteCheckout(request: wire.QuoteCheckoutRequest): Promise<wire.QuoteCheckoutResponse> {
    return { checkout: toCheckoutReply(await this.quoting.run(request)) };
  }

  async freezeCart(request: wire.FreezeCartRequest): Promise<wire.FreezeCartResponse> {
    return { checkout: toCheckoutReply(await this.freezing.freeze(request)) };
  }

  async unfreezeCart({ cartId, orderId }: wire.UnfreezeCartRequest): Promise<wire.UnfreezeCartResponse> {
    await this.freezing.unfreeze(cartId, orderId);
    return {};
  }

  private reply(priced: PricedCart): { cart: wire.Cart } {
    const { id, userId } = priced.cart;
    return { cart: toCartReply(priced, userId === null ? this.tokens.issue(id) : '') };
  }
}

function missing(field: string) {
  const detail = `${field} is missing.`;
  return invalid(detail, [{ code: 'field.required', detail, field }]);
}
