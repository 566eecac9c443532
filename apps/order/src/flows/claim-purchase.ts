import { Injectable } from '@nestjs/common';
import { normaliseEmail } from '@tradepost/decision';
import type { Running } from '@tradepost/saga';
import { placeOrder } from '../domain/purchase.ts';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import { PlaceOrderSaga } from './place-order.saga.ts';
import type { Placing } from './placing.ts';
import { Clock, Ids } from './ports/platform.ts';
import { PurchaseStore, type Claim, type TakenKey } from './ports/purchase-store.ts';

export type BegunPurchase =
  { readonly kind: 'begun'; readonly orderId: string; readonly running: Running<Placing> } | TakenKey;

/** Begins a purchase, once per idempotency key. */
@Injectable()
export class ClaimPurchase {
  constructor(
    private readonly purchases: PurchaseStore,
    private readonly saga: PlaceOrderSaga,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async claim(request: PurchaseRequest, claim: Claim): Promise<BegunPurchase> {
    const orderId = this.ids.next();
    const { scope, key } = claim;
    const begun = this.saga.begin({ orderId, claim: { scope, key }, request, priced: null, reference: null });
    const claimed = await this.purchases.claim(this.draft(orderId, request), claim, begun.insert());
    if (claimed.kind === 'taken') return claimed;
    return { kind: 'begun', orderId, running: begun.run() };
  }

  private draft(id: string, request: PurchaseRequest) {
    const { userId, locale, cartId, externalReference, billingAddress } = request;
    const provider = request.paymentProvider;
    // The request stays as it was sent: repeats of it are compared.
    const email = normaliseEmail(request.email) ?? request.email;
    const draft = { id, userId, email, locale, cartId, externalReference, billingAddress, provider };
    return placeOrder(draft, '', this.clock.now());
  }
}

/** The caller's own key space, and what was requested: all but the key, the proof of the cart, and the language. */
export function claimOf(request: PurchaseRequest, key: string): Claim {
  const { cartToken: _, locale: __, ...requested } = request;
  return { scope: `place-order/${request.userId ?? 'guest'}`, key, request: JSON.stringify(requested) };
}
