import { setTimeout as pause } from 'node:timers/promises';
import type { Schema } from '@tradepost/api-client';
import { redirect } from 'react-router';
import type { Trouble } from '../features/checkout/answer.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import { newAttempt, placedOrder, rememberPlaced } from './attempt.ts';
import { type Draft, deleteDraft, writeDraft } from './checkout-draft.ts';
import type { Shop } from './shop.ts';

const ASK_AGAIN_MS = 500;
const WAIT_MS = 20_000;

type Pressed = NonNullable<Draft['pressed']>;

/**
 * Buys what was pressed, or finds out what became of it: the same key and the same words each time, so it may be
 * asked as often as the page is loaded.
 * @throws a redirect to the order
 */
export async function placeOrder(shop: Shop, draft: Draft, pressed: Pressed): Promise<Trouble> {
  const refusal = await tryToPlace(shop, draft, pressed);
  const trouble = troubleOf(shop, refusal);
  // Nobody knows yet: the next try must carry the same key.
  if (trouble.kind === 'unsure' || trouble.kind === 'elsewhere') return trouble;
  newAttempt(shop, pressed.cartId);
  const { pressed: _, ...rest } = draft;
  writeDraft(shop, rest);
  return trouble;
}

async function tryToPlace(shop: Shop, draft: Draft, pressed: Pressed): Promise<unknown> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    try {
      goToOrder(shop, pressed, await ask(shop, draft, pressed));
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
  pressed: Pressed,
): Promise<Schema<'Order'>> {
  const { attempt, cartId, expectedTotal } = pressed;
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

function goToOrder(shop: Shop, { attempt }: Pressed, { id, state }: Schema<'Order'>): never {
  rememberPlaced(shop, attempt, id);
  if (state !== 'pending') {
    shop.forgetCart();
    deleteDraft(shop);
  }
  throw redirect(`/orders/${id}`);
}

const SHORT = /^(stock\.|variant\.|line\.|currency\.)/;

function troubleOf(shop: Shop, error: unknown): Trouble {
  if (!(error instanceof ApiError)) {
    shop.log.warn({ err: error }, 'a purchase was not answered');
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
