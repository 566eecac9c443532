import { randomUUID } from 'node:crypto';
import type { Schema } from '@tradepost/api-client';
import { data, redirect } from 'react-router';
import type { OrderPageData } from '../features/order/order-page.tsx';
import { ApiError, found, unwrap } from '../lib/problem.ts';
import { deleteDraft, readDraft } from './checkout-draft.ts';
import type { Shop } from './shop.ts';

const COOKIE_S = 90 * 86_400;

/** @throws a redirect to the URL without query; 404 for another customer's order */
export async function loadOrder(shop: Shop, id: string, query: URLSearchParams): Promise<OrderPageData> {
  const token = query.get('token');
  if (token) throw await exchangeToken(shop, id, token);
  if (query.has('back')) throw await returnFromBank(shop, id);
  const path = { id };
  const order = found(await shop.api.GET('/api/v1/orders/{id}', { params: { path } }));
  const isRefused = order.state === 'rejected' || order.state === 'expired';
  const challengeUrl = challengeOf(shop, order);
  if (!isRefused && order.state !== 'pending' && readDraft(shop)) deleteDraft(shop);
  return {
    order,
    challengeUrl,
    hasCart: (isRefused || challengeUrl !== null) && (await hasItsCart(shop, order)),
    key: randomUUID(),
  };
}

/** Exchanges the token in a mail's link for a cookie. */
async function exchangeToken(shop: Shop, id: string, token: string): Promise<Response> {
  // Only what a header may hold can be one.
  if (!/^[\x21-\x7e]+$/.test(token)) throw data(null, { status: 404 });
  const params = { path: { id } };
  found(await shop.api.GET('/api/v1/orders/{id}', { params, headers: { 'order-token': token } }));
  shop.cookies.set(`order-${id}`, token, COOKIE_S);
  return redirect(`/orders/${id}`);
}

/** Continues the purchase after the bank's page; idempotent, so that reloads are harmless. */
async function returnFromBank(shop: Shop, id: string): Promise<Response> {
  const isUnconfirmed = await completePayment(shop, id);
  return redirect(`/orders/${id}${isUnconfirmed ? '?unconfirmed' : ''}`);
}

/** True: the payer must still confirm. */
export async function completePayment(shop: Shop, id: string): Promise<boolean> {
  try {
    found(
      await shop.api.POST('/api/v1/orders/{id}/payment/complete', { params: { path: { id } }, body: {} }),
    );
    return false;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The order shows the outcome.
    return error.code === 'payment.action_pending';
  }
}

const hasItsCart = async (shop: Shop, { cartId }: Schema<'Order'>): Promise<boolean> =>
  cartId !== null && (await shop.cart())?.id === cartId;

/** Abandons the payment. @returns the next path, or undefined while it is not settled */
export async function abandonPayment(
  shop: Shop,
  id: string,
  to: '/cart' | '/checkout',
): Promise<string | undefined> {
  const params = { path: { id } };
  const order = unwrap(await shop.api.POST('/api/v1/orders/{id}/payment/abandon', { params, body: {} }));
  if (order.state === 'pending') return undefined;
  return (await hasItsCart(shop, order)) ? to : `/orders/${id}`;
}

function challengeOf(shop: Shop, { id, state, challenge, paymentState }: Schema<'Order'>): string | null {
  if (state !== 'pending' || paymentState !== 'requires_action' || !challenge) return null;
  const url = new URL(challenge.url);
  url.searchParams.set('return', `${shop.origin}/orders/${id}?back`);
  return url.href;
}

export const cancelOrder = async (shop: Shop, id: string, reason: string): Promise<void> => {
  const body = reason ? { reason } : {};
  unwrap(await shop.api.POST('/api/v1/orders/{id}/cancel', { params: { path: { id } }, body }));
};
