import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@tradepost/decision';
import { NotYet } from '@tradepost/errors';
import type { Outcome, Running, Saga, SagaRunner } from '@tradepost/saga';
import type { Order } from '../domain/order.ts';
import { placeOrder } from '../domain/purchase.ts';
import { assertValid, type PurchaseRequest } from '../domain/purchase-request.ts';
import { isFinal } from '../domain/refusals.ts';
import type { Admission } from './admission.ts';
import type { Orders } from './orders.ts';
import type { Placing } from './place-order.saga.ts';
import type { Claim, Claimed, Clock, Ids, OrderStore } from './ports.ts';
import { settledBy, type Wait } from './waiting.ts';

/** `answered`: the final answer's bytes, the same for every repeat. `unsettled`: ask for the order later. */
export type Placement =
  | { readonly kind: 'answered'; readonly bytes: Uint8Array; readonly isReplay: boolean }
  | { readonly kind: 'unsettled'; readonly order: Order };

export type PlaceOrderParts = {
  readonly orders: Orders;
  readonly store: OrderStore;
  readonly sagas: Pick<SagaRunner, 'begin'>;
  readonly saga: Saga<Placing>;
  readonly admission: Admission;
  readonly providers: readonly string[];
  readonly clock: Clock;
  readonly ids: Ids;
  /** How often a purchase that went on elsewhere is looked for (default 250). */
  readonly pollMs?: number;
};

// The money is promised and the order stands; whoever reads it next likes to see it paid.
const CAPTURE_WAIT_MS = 2_000;

/** Buys, once per key. */
export class PlaceOrder {
  constructor(private readonly parts: PlaceOrderParts) {}

  async place(request: PurchaseRequest, key: string, wait: Wait): Promise<Placement> {
    assertValid(request, key, this.parts.providers);
    return this.parts.admission.run(() => this.admitted(request, key, wait), wait.signal);
  }

  private async admitted(request: PurchaseRequest, key: string, wait: Wait): Promise<Placement> {
    const { orders, sagas, saga, store, ids } = this.parts;
    const claim = claimOf(request, key);
    const id = ids.next();
    const begun = sagas.begin(saga, { id, state: { orderId: id, claim, request, reference: null } });
    const claimed = await store.claim(this.draft(id, request), claim, (from) => begun.insertSql(from));
    if (claimed.kind === 'taken') return this.replay(claim, claimed);
    orders.keep(claimed.order);
    const running = begun.run();
    const placement = this.placement(id, claim, running, wait);
    void Promise.allSettled([running.ended, placement]).then(() => orders.drop(id));
    return placement;
  }

  private draft(id: string, request: PurchaseRequest) {
    const { userId, email, locale, cartId, externalReference, billingAddress } = request;
    const provider = request.paymentProvider;
    const draft = { id, userId, email, locale, cartId, externalReference, billingAddress, provider };
    return placeOrder(draft, '', this.parts.clock.now());
  }

  /** It sleeps, or another process goes on with it: its answer will be found under its key. */
  private async later(id: string, claim: Claim, wait: Wait): Promise<Placement> {
    const { store, pollMs = 250 } = this.parts;
    const until = performance.now() + (wait.timeoutMs ?? 0);
    while (!wait.signal?.aborted && performance.now() < until) {
      const known = await store.findClaim(claim);
      if (!known) throw unsettled();
      if (known.answer) return { kind: 'answered', bytes: known.answer, isReplay: false };
      const order = await this.asItIs(id);
      // It is the payer's turn, who must be told.
      if (order.paymentState === 'requires_action') return { kind: 'unsettled', order };
      await pause(pollMs);
    }
    return { kind: 'unsettled', order: await this.asItIs(id) };
  }

  /** A purchase that comes to nothing is removed with its key, at any moment while it is waited for. */
  private async asItIs(id: string): Promise<Order> {
    const order = await this.parts.store.find(id);
    if (!order) throw unsettled();
    return order;
  }

  /** @throws DomainError `idempotency.in_flight`, `idempotency.mismatch` */
  private async replay(claim: Claim, taken: Extract<Claimed, { kind: 'taken' }>): Promise<Placement> {
    if (Buffer.compare(claim.requestHash, taken.requestHash) !== 0)
      throw new DomainError('mismatch', 'idempotency.mismatch', 'This key was used for another purchase.');
    if (taken.answer) return { kind: 'answered', bytes: taken.answer, isReplay: true };
    // Whoever lost the first answer could not pay otherwise.
    const order = taken.challengedId ? await this.parts.store.find(taken.challengedId) : undefined;
    if (order?.state === 'pending') return { kind: 'unsettled', order };
    throw new DomainError(
      'conflict',
      'idempotency.in_flight',
      'The purchase with this key is still being placed.',
    );
  }

  private async placement(
    id: string,
    claim: Claim,
    running: Running<Placing>,
    wait: Wait,
  ): Promise<Placement> {
    const { orders, store } = this.parts;
    const outcome = await settledBy(running.decided, wait);
    if (!outcome) return { kind: 'unsettled', order: await this.asItIs(id) };
    if (outcome.kind === 'pending') return this.later(id, claim, wait);
    if (outcome.kind === 'refused') throwUnlessFinal(outcome);
    const bytes = orders.answerOf(id) ?? (await store.findClaim(claim))?.answer;
    if (!bytes) throw new NotYet('aborted', 'the answer to this purchase is gone');
    if (outcome.kind === 'accepted') await settledBy(running.ended, { timeoutMs: CAPTURE_WAIT_MS });
    return { kind: 'answered', bytes, isReplay: false };
  }
}

const unsettled = (): NotYet => new NotYet('unavailable', 'the purchase could not be settled');

/** The caller's own key space, and what was asked: all but the key, the proof of the cart, and a browser's language. */
function claimOf(request: PurchaseRequest, key: string): Claim {
  const { cartToken: _, locale: __, ...asked } = request;
  const requestHash = createHash('sha256').update(JSON.stringify(asked)).digest();
  return { scope: `place-order/${request.userId ?? 'guest'}`, key, requestHash };
}

/** A "no" that is a mistake of the request, or no answer in time: nothing of the purchase stays. */
function throwUnlessFinal({ why }: Extract<Outcome<Placing>, { kind: 'refused' }>): void {
  if (why.kind === 'gave-up')
    throw new NotYet('unavailable', `the purchase could not be settled: ${why.step}`);
  if (!isFinal(why.error)) throw why.error;
}
