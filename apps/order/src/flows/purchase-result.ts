import { Injectable } from '@nestjs/common';
import type { DomainError } from '@tradepost/decision';
import type { Refusal, Saved } from '@tradepost/saga';
import { entriesOf } from '../domain/events.ts';
import { asPriced, withPrices, type OrderDecision } from '../domain/order.ts';
import { ABANDONED, confirm, expire, NOT_COMPLETED, putToReview, reject } from '../domain/purchase.ts';
import { isFinal } from '../domain/refusals.ts';
import type { Placing, PlacingRun } from './placing.ts';
import { FinalAnswers, type FinalAnswer } from './ports/final-answers.ts';
import { OrderStore, type AlsoWrite } from './ports/order-store.ts';
import { Clock } from './ports/platform.ts';
import { PurchaseStore } from './ports/purchase-store.ts';

/** How a purchase ends: bought, refused, or in review. */
@Injectable()
export class PurchaseResult {
  constructor(
    private readonly orders: OrderStore,
    private readonly purchases: PurchaseStore,
    private readonly answers: FinalAnswers,
    private readonly clock: Clock,
  ) {}

  async confirm(state: Placing, run: PlacingRun): Promise<Saved<Placing>> {
    const next: Placing = { ...state, request: null, priced: null };
    await this.orders.change(
      state.orderId,
      (order) => confirm(withPrices(order, state.priced), state.reference, this.clock.now()),
      (decision) => ({
        saga: run.progress(next),
        answer: { claim: state.claim, bytes: this.answers.encode(placed(decision)) },
      }),
    );
    return run.saved(next);
  }

  /** Hold, money and cart are free again: records the refusal, with the final answer if there is one. */
  async refuse(state: Placing, why: Refusal, run: PlacingRun): Promise<Saved<Placing>> {
    const { orderId, claim } = state;
    const next: Placing = { ...state, request: null, priced: null };
    const saga = run.progress(next);
    if (why.kind === 'gave-up') {
      await this.end(state, 'order.timeout', { saga, freedKey: claim });
    } else if (isFinal(why.error)) {
      const bytes = this.answers.encode({ kind: 'refused', error: why.error });
      await this.end(state, why.error, { saga, answer: { claim, bytes } });
    } else if ((await this.orders.get(orderId)).state === 'pending') {
      await this.purchases.discard(orderId, claim, saga);
    } else {
      // Staff have seen it in review.
      await this.end(state, why.error, { saga, freedKey: claim });
    }
    return run.saved(next);
  }

  async putToReview(state: Placing, why: Refusal, run: PlacingRun): Promise<Saved<Placing> | void> {
    const reason = why.kind === 'no' ? why.error.code : `${why.step}.unsettled`;
    const { isSaved } = await this.orders.change(
      state.orderId,
      (order) => putToReview(asPriced(order, state.priced), reason, this.clock.now()),
      () => ({ saga: run.progress(state) }),
    );
    return isSaved ? run.saved(state) : undefined;
  }

  private async end(
    { orderId, priced }: Placing,
    why: DomainError | 'order.timeout',
    also: AlsoWrite,
  ): Promise<void> {
    const now = this.clock.now();
    const code = typeof why === 'string' ? why : why.code;
    const isDeclined = typeof why !== 'string' && why.kind === 'payment' && code !== ABANDONED;
    const { isSaved } = await this.orders.change(
      orderId,
      (current) => {
        const order = asPriced(current, priced);
        return typeof why === 'string' || code === NOT_COMPLETED
          ? expire(order, code, now)
          : reject(order, code, isDeclined, now);
      },
      () => also,
    );
    // Staff cancelled it while an undo was stuck: the order stays as it is, the key must still be answered.
    if (!isSaved) await this.purchases.settle(also);
  }
}

/** The timeline so far is known without reading it back. */
function placed({ state: order, events }: OrderDecision): FinalAnswer {
  const timeline = [
    ...entriesOf([{ type: 'order.placed' }], order.createdAt),
    ...entriesOf(events, order.updatedAt),
  ];
  return { kind: 'placed', order, timeline };
}
