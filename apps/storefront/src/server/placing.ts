import { setTimeout as pause } from 'node:timers/promises';
import type { Schema } from '@tradepost/api-client';
import { redirect } from 'react-router';
import type { CheckoutIssue } from '../features/checkout/answer.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import { newAttempt, placedOrder, rememberPlaced } from './attempt.ts';
import { type Draft, deleteDraft, writeDraft } from './checkout-draft.ts';
import type { Shop } from './shop.ts';

const ASK_AGAIN_MS = 500;
const WAIT_MS = 20_000;

type PendingPurchase = NonNullable<Draft['pending']>;

/**
 * Places the stored order, or finds out its outcome. Always the same key and request, so the page may be reloaded at
 * any time.
 * @throws a redirect to the order
 */
export async function placeOrder(shop: Shop, draft: Draft, pending: PendingPurchase): Promise<CheckoutIssue> {
  const refusal = await tryToPlace(shop, draft, pending);
  const issue = issueOf(shop, refusal);
  // Unknown: the next try must use the same key.
  if (issue.kind === 'unsure' || issue.kind === 'elsewhere') return issue;
  newAttempt(shop, pending.cartId);
  const { pending: _, ...rest } = draft;
  writeDraft(shop, rest);
  return issue;
}

async function tryToPlace(shop: Shop, draft: Draft, pending: PendingPurchase): Promise<unknown> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    try {
      redirectToOrder(shop, pending, await ask(shop, draft, pending));
    } catch (error) {
      if (error instanceof Response) throw error;
      const isRunning = error instanceof ApiError && error.code === 'idempotency.in_flight';
      if (!isRunning || performance.now() > until) return error;
    }
    await pause(ASK_AGAIN_MS);
  }
}

async function ask(
  shop: Shop,
  { email, paymentMethod, billing }: Draft,
  pending: PendingPurchase,
): Promise<Schema<'Order'>> {
  const { attempt, cartId, expectedTotal } = pending;
  return unwrap(
    await shop.api.POST('/api/v1/orders', {
      params: { header: { 'Idempotency-Key': attempt } },
      body: {
        cartId,
        email,
        expectedTotal,
        ...(billing && { billingAddress: billing }),
        payment: paymentBy(shop, paymentMethod),
      },
    }),
  );
}

/** A method that is no longer offered is refused by the API, never replaced by another. */
function paymentBy(shop: Shop, id: string | undefined): { provider: string; token: string } {
  const method = shop.paymentMethods.find((one) => one.id === id);
  return { provider: method?.provider ?? '', token: method?.token ?? '' };
}

function redirectToOrder(shop: Shop, { attempt }: PendingPurchase, { id, state }: Schema<'Order'>): never {
  rememberPlaced(shop, attempt, id);
  if (state !== 'pending') {
    shop.forgetCart();
    deleteDraft(shop);
  }
  throw redirect(`/orders/${id}`);
}

const SHORT = /^(stock\.|variant\.|line\.|currency\.)/;

function issueOf(shop: Shop, error: unknown): CheckoutIssue {
  if (!(error instanceof ApiError)) {
    shop.log.warn({ err: error }, 'a purchase got no response');
    return { kind: 'unsure' };
  }
  const { code, status, problem } = error;
  if (status >= 500 || status === 429 || code === 'idempotency.in_flight') return { kind: 'unsure' };
  if (code === 'payment.abandoned') return { kind: 'abandoned' };
  if (code.startsWith('payment.')) return { kind: 'declined', reason: reasonOf(code) };
  if (code === 'price.drift') {
    const { expectedTotal, actualTotal } = problem as { [total: string]: unknown };
    return { kind: 'drift', before: expectedTotal as Money, now: actualTotal as Money };
  }
  if (SHORT.test(code)) return { kind: 'short' };
  if (code === 'shipping.unavailable') return { kind: 'noDelivery' };
  if (code === 'cart.completing') return { kind: 'elsewhere', orderId: placedOrder(shop)?.orderId ?? null };
  shop.log.warn({ code }, 'a purchase was refused');
  return { kind: 'other' };
}

type Money = Schema<'Money'>;

function reasonOf(code: string): 'declined' | 'insufficientFunds' | 'notConfirmed' {
  if (code === 'payment.insufficient_funds') return 'insufficientFunds';
  return code === 'payment.challenge_failed' || code === 'payment.not_completed'
    ? 'notConfirmed'
    : 'declined';
}
