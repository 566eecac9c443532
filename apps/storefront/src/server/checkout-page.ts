import type { Schema } from '@tradepost/api-client';
import { redirect } from 'react-router';
import type { AddressForms, CheckoutIssue, CheckoutValues } from '../features/checkout/answer.ts';
import { NEW_ADDRESS } from '../features/checkout/read-form.ts';
import { isSameAddress, valuesOf } from '../lib/address/address-values.ts';
import { isShipped } from '../lib/purchase/shipping.ts';
import { isBlocking } from '../lib/purchase/problem-kinds.ts';
import type { PaymentMethod } from '../lib/payment-methods.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import { type Countries, countriesFor, formsOf } from './addresses.ts';
import { attemptFor, newAttempt, placedOrder } from './attempt.ts';
import { setShippingAddress, shippingOptions } from './checkout-cart.ts';
import { type Draft, pendingIn, readDraft } from './checkout-draft.ts';
import { placeOrder } from './placing.ts';
import type { Shop } from './shop.ts';

export interface CheckoutData {
  cart: Schema<'Cart'>;
  attempt: string;
  email: string | null;
  addresses: Schema<'SavedAddress'>[];
  options: Schema<'ShippingOption'>[];
  paymentMethods: readonly PaymentMethod[];
  values: CheckoutValues;
  countries: Countries;
  forms: AddressForms;
  issue?: CheckoutIssue;
}

/** @throws a redirect when there is nothing to buy, or to the placed order */
export async function loadCheckout(shop: Shop): Promise<CheckoutData> {
  const draft = readDraft(shop);
  const pending = pendingIn(draft, Date.now());
  const tried = draft && pending ? await placeOrder(shop, draft, pending) : undefined;
  const found = await shop.cart();
  if (!found || found.lines.length === 0) throw redirect(pathAfterPurchase(shop));
  const issue = tried ?? issueOf(shop, found);
  const [{ email, addresses }, countries] = await Promise.all([customerOf(shop), countriesFor(shop)]);
  const cart = await withDefaultAddress(shop, found, addresses);
  const options = cart.shippingAddress && isShipped(cart) ? await shippingOptions(shop, cart) : [];
  const values = valuesOfCart(shop, { cart, addresses, email, countries, ...(draft && { draft }) });
  return {
    cart,
    attempt: attemptOf(shop, cart),
    email,
    addresses,
    options,
    paymentMethods: shop.paymentMethods,
    ...{ values, countries, forms: formsOf(values) },
    ...(issue && { issue }),
  };
}

/** To the order, if the attempt to buy the former cart led to one. */
function pathAfterPurchase(shop: Shop): string {
  const placed = placedOrder(shop);
  const isLast = placed && shop.cookies.get('attempt')?.endsWith(`.${placed.attempt}`);
  return isLast ? `/orders/${placed.orderId}` : '/cart';
}

/** An attempt whose order failed is over: its key would return the stored response. */
function attemptOf(shop: Shop, cart: Schema<'Cart'>): string {
  const attempt = attemptFor(shop, cart.id);
  const isOver = cart.state === 'active' && placedOrder(shop)?.attempt === attempt;
  return isOver ? newAttempt(shop, cart.id) : attempt;
}

function issueOf(shop: Shop, { state, problems }: Schema<'Cart'>): CheckoutIssue | undefined {
  if (state === 'completing') return { kind: 'elsewhere', orderId: placedOrder(shop)?.orderId ?? null };
  return problems.some((one) => one.lineId && isBlocking(one)) ? { kind: 'short' } : undefined;
}

async function customerOf(shop: Shop) {
  if (!(await shop.isSignedIn())) return { email: null, addresses: [] };
  const [me, book] = await Promise.all([shop.api.GET('/api/v1/me'), shop.api.GET('/api/v1/me/addresses')]);
  return { email: unwrap(me).email, addresses: unwrap(book).items };
}

/** Applies the default address of a signed-in customer. */
async function withDefaultAddress(
  shop: Shop,
  cart: Schema<'Cart'>,
  addresses: Schema<'SavedAddress'>[],
): Promise<Schema<'Cart'>> {
  const saved = addresses.find(({ isDefault }) => isDefault);
  if (!saved || cart.shippingAddress || cart.state !== 'active') return cart;
  try {
    return await setShippingAddress(shop, cart, saved.address);
  } catch (error) {
    // It may be older than the rules of addresses; choosing it lists what to correct.
    if (error instanceof ApiError && error.code === 'request.invalid') return cart;
    throw error;
  }
}

interface Known {
  cart: Schema<'Cart'>;
  addresses: Schema<'SavedAddress'>[];
  email: string | null;
  countries: Countries;
  draft?: Draft;
}

function valuesOfCart(shop: Shop, { cart, addresses, email, countries, draft }: Known): CheckoutValues {
  const { shippingAddress: place } = cart;
  const saved = place && addresses.find(({ address }) => isSameAddress(place, address));
  const country = firstCountry(shop, countries);
  const empty = { ...valuesOf(null), country };
  return {
    email: draft?.email ?? email ?? '',
    addressId: saved?.id ?? (place ? NEW_ADDRESS : (addresses[0]?.id ?? NEW_ADDRESS)),
    shipping: place && !saved ? valuesOf(place) : empty,
    option: cart.shippingOption?.id ?? '',
    paymentMethod: draft?.paymentMethod ?? shop.paymentMethods[0]?.id ?? '',
    isBillingOther: draft?.billing !== undefined,
    billing: draft?.billing ? valuesOf(draft.billing) : empty,
  };
}

/** The country that most readers of the language live in, if the shop delivers there. */
export function firstCountry({ locale }: Shop, { delivered }: Countries): string {
  const likely = locale === 'de-DE' ? 'DE' : 'GB';
  return delivered.some(({ code }) => code === likely) ? likely : (delivered[0]?.code ?? likely);
}
