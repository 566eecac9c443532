import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { FreezeCart } from '../flows/freeze-cart.ts';
import { QuoteCheckout } from '../flows/quote-checkout.ts';
import { toCheckout } from './cart.mapper.ts';
import { CartMetrics } from './cart.metrics.ts';
import { LowerCaseIds } from './lower-case-ids.pipe.ts';

/** What the order service needs to place an order. */
@GrpcController(wire.CartServiceDefinition, ['quoteCheckout', 'freezeCart', 'unfreezeCart'])
@UsePipes(LowerCaseIds)
export class CheckoutController {
  constructor(
    private readonly quoting: QuoteCheckout,
    private readonly freezing: FreezeCart,
    private readonly metrics: CartMetrics,
  ) {}

  async quoteCheckout(request: wire.QuoteCheckoutRequest): Promise<wire.QuoteCheckoutResponse> {
    return { checkout: toCheckout(await this.metrics.checkout(this.quoting.run(request))) };
  }

  async freezeCart(request: wire.FreezeCartRequest): Promise<wire.FreezeCartResponse> {
    return { checkout: toCheckout(await this.metrics.checkout(this.freezing.freeze(request))) };
  }

  async unfreezeCart(request: wire.UnfreezeCartRequest): Promise<wire.UnfreezeCartResponse> {
    await this.freezing.unfreeze(request, request.orderId);
    return {};
  }
}
