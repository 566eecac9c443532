import type { Schema } from '@tradepost/api-client';
import { redirect } from 'react-router';
import type { CheckoutValues, Trouble } from '../features/checkout/answer.ts';
import { NEW_ADDRESS } from '../features/checkout/read-form.ts';
import { isSameAddress, valuesOf } from '../lib/address/address-rules.ts';
import { isBlocking } from '../lib/goods/problem-kinds.ts';
import type { PaymentMethod } from '../lib/payment-methods.ts';
import { unwrap } from '../lib/problem.ts';
import { attemptFor, newAttempt, placedOrder } from './attempt.ts';
import { sendTo, shippingOptions } from './checkout-cart.ts';
import { type Draft, pressedIn, readDraft } from './checkout-draft.ts';
import { placeOrder } from './placing.ts';
import type { Shop } from './shop.ts';

export type CheckoutData = {
  cart: Schema<'Cart'>;
  attempt: string;
  email: string | null;
  addresses: Schema<'SavedAddress'>[];
  options: Schema<'ShippingOption'>[];
  paymentMethods: readonly PaymentMethod[];
  values: CheckoutValues;
  trouble?: Trouble;
};

/** @throws a redirect where there is nothing to buy, or where it was bought */
export async function loadCheckout(shop: Shop): Promise<CheckoutData> {
  const draft = readDraft(shop);
  const pressed = pressedIn(draft, Date.now());
  const tried = draft && pressed ? await placeOrder(shop, draft, pressed) : undefined;
  const found = await shop.cart();
  if (!found || found.lines.length === 0) throw redirect(whereItWent(shop));
  const trouble = tried ?? troubleOf(shop, found);
  const { email, addresses } = await whoBuys(shop);
  const cart = await withDefaultAddress(shop, found, addresses);
  const options = cart.shippingAddress ? await shippingOptions(shop, cart) : [];
  return {
    cart,
    attempt: attemptOf(shop, cart),
    email,
    addresses,
    options,
    paymentMethods: shop.paymentMethods,
    values: valuesOfCart(shop, { cart, addresses, email, ...(draft && { draft }) }),
    ...(trouble && { trouble }),
  };
}

/** To the order, when the attempt to buy the cart that is gone came to one. */
function whereItWent(shop: Shop): string {
  const placed = placedOrder(shop);
  const isLast = placed && shop.cookies.get('attempt')?.endsWith(`.${placed.attempt}`);
  return isLast ? `/orders/${placed.orderId}` : '/cart';
}

/** An attempt that came to an order which came to nothing is over: its key would get its old answer. */
function attemptOf(shop: Shop, cart: Schema<'Cart'>): string {
  const attempt = attemptFor(shop, cart.id);
  const isOver = cart.state === 'active' && placedOrder(shop)?.attempt === attempt;
  return isOver ? newAttempt(shop, cart.id) : attempt;
}

function troubleOf(shop: Shop, { state, problems }: Schema<'Cart'>): Trouble | undefined {
  if (state === 'completing') return { kind: 'elsewhere', orderId: placedOrder(shop)?.orderId ?? null };
  return problems.some((one) => one.lineId && isBlocking(one)) ? { kind: 'short' } : undefined;
}

async function whoBuys(shop: Shop) {
  if (!(await shop.isSignedIn())) return { email: null, addresses: [] };
  const [me, book] = await Promise.all([shop.api.GET('/api/v1/me'), shop.api.GET('/api/v1/me/addresses')]);
  return { email: unwrap(me).email, addresses: unwrap(book).items };
}

/** Who has a default address need not choose it. */
async function withDefaultAddress(
  shop: Shop,
  cart: Schema<'Cart'>,
  addresses: Schema<'SavedAddress'>[],
): Promise<Schema<'Cart'>> {
  const saved = addresses.find(({ isDefault }) => isDefault);
  if (!saved || cart.shippingAddress || cart.state !== 'active') return cart;
  return sendTo(shop, cart, saved.address);
}

type Known = {
  cart: Schema<'Cart'>;
  addresses: Schema<'SavedAddress'>[];
  email: string | null;
  draft?: Draft;
};

function valuesOfCart(shop: Shop, { cart, addresses, email, draft }: Known): CheckoutValues {
  const { shippingAddress: place } = cart;
  const saved = place && addresses.find(({ address }) => isSameAddress(place, address));
  const country = shop.locale === 'de-DE' ? 'DE' : 'GB';
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
