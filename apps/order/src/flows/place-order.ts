import { Injectable } from '@nestjs/common';
import { assertValid, type PurchaseRequest } from '../domain/purchase-request.ts';
import { Admission } from './admission.ts';
import { AwaitPurchase, type Placement } from './await-purchase.ts';
import { claimOf, ClaimPurchase } from './claim-purchase.ts';
import { PaymentProviders } from './payment-providers.ts';
import { PurchaseStore } from './ports/purchase-store.ts';
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
    const begun = await this.claiming.claim(request, claim);
    if (begun.kind === 'taken') return this.awaiting.replay(begun);
    const { orderId, running } = begun;
    const placement = this.awaiting.answer(orderId, claim, running, wait);
    void Promise.allSettled([running.ended, placement]).then(() => this.purchases.release(orderId));
    return placement;
  }
}
