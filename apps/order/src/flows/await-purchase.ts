import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import type { Outcome, Running } from '@tradepost/saga';
import type { Order } from '../domain/order.ts';
import { isFinal } from '../domain/refusals.ts';
import type { Placing } from './placing.ts';
import { OrderStore } from './ports/order-store.ts';
import { Clock } from './ports/platform.ts';
import { PurchaseStore, type Claim, type TakenKey } from './ports/purchase-store.ts';
import { isOver, pauseWithin, settledBy, within, type Wait } from './waiting.ts';

/** `answered`: the bytes of the final answer, the same for every repeat. `unsettled`: read the order later. */
export type Placement =
  | { readonly kind: 'answered'; readonly bytes: Uint8Array; readonly isReplay: boolean }
  | { readonly kind: 'unsettled'; readonly order: Order };

// Whoever reads the order after the answer expects it to be paid.
const CAPTURE_WAIT_MS = 2_000;
const POLL_MS = 250;

/** Waits for the answer to a purchase, wherever it is being placed. */
@Injectable()
export class AwaitPurchase {
  constructor(
    private readonly orders: OrderStore,
    private readonly purchases: PurchaseStore,
    private readonly clock: Clock,
  ) {}

  /** A purchase of this process. */
  async answer(orderId: string, claim: Claim, running: Running<Placing>, wait: Wait): Promise<Placement> {
    const outcome = await settledBy(running.decided, wait);
    if (!outcome) return { kind: 'unsettled', order: await this.pendingOrder(orderId) };
    if (outcome.kind === 'pending') return this.poll(orderId, claim, wait);
    if (outcome.kind === 'refused') throwUnlessFinal(outcome);
    const bytes = await this.purchases.findAnswer(orderId, claim);
    if (!bytes) throw new RetryableError('aborted', 'the answer to this purchase is missing');
    if (outcome.kind === 'accepted') await settledBy(running.ended, within(CAPTURE_WAIT_MS));
    return { kind: 'answered', bytes, isReplay: false };
  }

  /** A purchase that was requested before. @throws DomainError `idempotency.in_flight`, `idempotency.mismatch` */
  async replay(taken: TakenKey): Promise<Placement> {
    if (!taken.isSameRequest)
      throw new DomainError(
        'mismatch',
        'idempotency.mismatch',
        'This `Idempotency-Key` was used for a different purchase. Send a new key.',
      );
    if (taken.answer) return { kind: 'answered', bytes: taken.answer, isReplay: true };
    // A payer who lost the first answer needs the challenge again.
    const order = taken.challengedId ? await this.orders.find(taken.challengedId) : undefined;
    if (order?.state === 'pending') return { kind: 'unsettled', order };
    throw new DomainError(
      'conflict',
      'idempotency.in_flight',
      'The purchase with this `Idempotency-Key` is still being placed. Repeat the request later.',
    );
  }

  /** It sleeps, or another process goes on with it: its answer will be stored under its key. */
  private async poll(orderId: string, claim: Claim, wait: Wait): Promise<Placement> {
    // A caller without a deadline does not wait for another process.
    const limit = { ...wait, until: wait.until ?? 0 };
    while (!isOver(limit)) {
      const known = await this.purchases.findClaim(claim);
      if (!known) throw unsettled();
      if (known.answer) return { kind: 'answered', bytes: known.answer, isReplay: false };
      const order = await this.pendingOrder(orderId);
      // The payer must be shown the challenge.
      if (order.payment.state === 'requires_action') return { kind: 'unsettled', order };
      await this.clock.pause(pauseWithin(limit, POLL_MS));
    }
    return { kind: 'unsettled', order: await this.pendingOrder(orderId) };
  }

  /** A purchase that fails is removed with its key, at any moment while its caller waits. */
  private async pendingOrder(orderId: string): Promise<Order> {
    const order = await this.orders.find(orderId);
    if (!order) throw unsettled();
    return order;
  }
}

const unsettled = (): RetryableError =>
  new RetryableError('unavailable', 'the purchase could not be settled');

/** The request was a mistake, or there was no answer in time: nothing of the purchase is left. */
function throwUnlessFinal({ why }: Extract<Outcome<Placing>, { kind: 'refused' }>): void {
  if (why.kind === 'gave-up')
    throw new RetryableError('unavailable', `the purchase could not be settled: ${why.step}`);
  if (!isFinal(why.error)) throw why.error;
}
