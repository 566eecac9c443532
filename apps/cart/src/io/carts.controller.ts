import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { destinations } from '../domain/tariffs.ts';
import { CreateCart } from '../flows/create-cart.ts';
import { MergeCart } from '../flows/merge-cart.ts';
import { ShopSettings } from '../flows/ports.ts';
import { ReadCart } from '../flows/read-cart.ts';
import { CartReplies } from './cart-replies.ts';
import { CartMetrics } from './cart.metrics.ts';
import { LowerCaseIds } from './lower-case-ids.pipe.ts';

@GrpcController(wire.CartServiceDefinition, [
  'createCart',
  'getCart',
  'getCurrentCart',
  'listShippingOptions',
  'listDestinations',
  'mergeCart',
])
@UsePipes(LowerCaseIds)
export class CartsController {
  constructor(
    private readonly creating: CreateCart,
    private readonly reading: ReadCart,
    private readonly merging: MergeCart,
    private readonly replies: CartReplies,
    private readonly metrics: CartMetrics,
    private readonly shop: ShopSettings,
  ) {}

  async createCart(request: wire.CreateCartRequest): Promise<wire.CreateCartResponse> {
    const { userId, lines, client = '' } = request;
    // The reply contains the token of the guest, so the key of another client must not return it.
    const owner = userId || `guest/${client}`;
    const keyed = { operation: 'create', owner, requestType: wire.CreateCartRequest, request };
    const reply = await this.replies.once(keyed, (toStore) =>
      this.creating.run(userId || null, lines, toStore),
    );
    this.metrics.cartCreated(userId ? 'user' : 'guest');
    return reply;
  }

  async getCart(request: wire.GetCartRequest): Promise<wire.GetCartResponse> {
    return this.replies.to(await this.reading.byId(request));
  }

  async getCurrentCart({ userId }: wire.GetCurrentCartRequest): Promise<wire.GetCurrentCartResponse> {
    return this.replies.to(await this.reading.current(userId));
  }

  async listShippingOptions(
    request: wire.ListShippingOptionsRequest,
  ): Promise<wire.ListShippingOptionsResponse> {
    return { options: await this.reading.shippingOptions(request) };
  }

  async listDestinations(_: wire.ListDestinationsRequest): Promise<wire.ListDestinationsResponse> {
    return { countries: destinations(this.shop.tariffs) };
  }

  async mergeCart({ userId, guestToken }: wire.MergeCartRequest): Promise<wire.MergeCartResponse> {
    const merged = await this.merging.run(userId, guestToken);
    return merged ? this.replies.to(merged) : { cart: undefined };
  }
}
