import { Injectable } from '@nestjs/common';
import { assertValid, type PurchaseRequest, withNormalAddresses } from '../domain/purchase-request.ts';
import { Admission } from './admission.ts';
import { AwaitPurchase, type Placement } from './await-purchase.ts';
import { claimOf, ClaimPurchase } from './claim-purchase.ts';
import { PaymentProviders } from './payment-providers.ts';
import { PurchaseStore, type Claim, type TakenKey } from './ports/purchase-store.ts';
import type { Wait } from './waiting.ts';

/** Places an order, once per idempotency key. */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly payments: PaymentProviders,
    private readonly admission: Admission,
    private readonly claiming: ClaimPurchase,
    private readonly awaiting: AwaitPurchase,
    private readonly purchases: PurchaseStore,
  ) {}

  async place(request: PurchaseRequest, key: string, wait: Wait): Promise<Placement> {
    assertValid(request, key, this.payments.names());
    return this.admission.run(() => this.admitted(request, key, wait), wait.signal);
  }

  private async admitted(request: PurchaseRequest, key: string, wait: Wait): Promise<Placement> {
    const claim = claimOf(request, key);
    const normal = await this.normalised(request, claim);
    if ('kind' in normal) return this.awaiting.replay(normal);
    const begun = await this.claiming.claim(normal, claim);
    if (begun.kind === 'taken') return this.awaiting.replay(begun);
    const { orderId, running } = begun;
    const placement = this.awaiting.answer(orderId, claim, running, wait);
    void Promise.allSettled([running.ended, placement]).then(() => this.purchases.release(orderId));
    return placement;
  }

  /** A purchase that was placed under earlier rules of addresses is answered as before. */
  private async normalised(request: PurchaseRequest, claim: Claim): Promise<PurchaseRequest | TakenKey> {
    try {
      return withNormalAddresses(request);
    } catch (refusal) {
      const taken = await this.purchases.findClaim(claim);
      if (taken) return taken;
      throw refusal;
    }
  }
}
