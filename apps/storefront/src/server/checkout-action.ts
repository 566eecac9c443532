import type { Schema } from '@tradepost/api-client';
import { redirect } from 'react-router';
import type { CheckoutAnswer, CheckoutValues } from '../features/checkout/answer.ts';
import { checkoutFaults, NEW_ADDRESS, readCheckout } from '../features/checkout/read-form.ts';
import { type Address, toAddress } from '../lib/address/address-rules.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import { attemptFor, newAttempt, placedOrder } from './attempt.ts';
import { sendBy, sendTo, takeWhatThereIs } from './checkout-cart.ts';
import { writeDraft, pressedIn, readDraft } from './checkout-draft.ts';
import type { Shop } from './shop.ts';

type Cart = Schema<'Cart'>;

/**
 * What the buttons of the checkout do. None buys by itself: "place order" writes down that it was pressed and
 * loads the page again, which buys (see placing.ts).
 */
export async function checkoutAction(shop: Shop, form: FormData): Promise<CheckoutAnswer> {
  const cart = await shop.cart();
  const values = await withOwnEmail(shop, readCheckout(form));
  const intent = form.get('intent');
  if (intent === 'country') return { values };
  // The page was left open, or came back by the browser's way back, after its cart was bought.
  if (!cart) throw redirect(orderOf(shop, form) ?? '/checkout');
  if (isOver(shop, form) && cart.state !== 'active') throw redirect(orderOf(shop, form) ?? '/checkout');
  try {
    const answer = await act(shop, cart, { form, values, intent });
    if (answer) return answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { values, trouble: troubleOf(shop, error) };
  }
  // A form that sends itself stays where it is.
  if (form.has('auto')) return {};
  throw redirect('/checkout');
}

type Sent = { form: FormData; values: CheckoutValues; intent: FormDataEntryValue | null };

/** Undefined: done. */
async function act(
  shop: Shop,
  cart: Cart,
  { form, values, intent }: Sent,
): Promise<CheckoutAnswer | undefined> {
  if (intent === 'adjust') {
    await takeWhatThereIs(shop, cart);
    return undefined;
  }
  if (intent === 'shipping') {
    await sendBy(shop, cart, values.option);
    return undefined;
  }
  const isPaying = intent === 'place';
  const faults = checkoutFaults(values, isPaying && shop.paymentMethods);
  if (faults) return { values, faults };
  const address = await addressOf(shop, values);
  if (!address) return { values, faults: { shipping: { country: 'required' } } };
  const sent = await sendTo(shop, cart, address);
  const ready = values.option && sent.shippingAddress ? await sendByChoice(shop, sent, values.option) : sent;
  const { email, paymentMethod, isBillingOther, billing } = values;
  const attempt = isPaying ? attemptOf(shop, cart, form) : '';
  if (isPaying && pressAgain(shop, attempt)) return undefined;
  const total = Number(form.get('expectedAmount'));
  writeDraft(shop, {
    email,
    ...(paymentMethod && { paymentMethod }),
    ...(isPaying && isBillingOther && { billing: toAddress(billing) }),
    ...(isPaying && {
      pressed: {
        attempt,
        cartId: cart.id,
        expectedTotal: {
          amount: Number.isSafeInteger(total) && total >= 0 ? total : 0,
          currency: ready.currency,
        },
        atMs: Date.now(),
      },
    }),
  });
  return undefined;
}

/** True: this attempt has no answer yet. Its key stands for its words, so they stay until it has one. */
function pressAgain(shop: Shop, attempt: string): boolean {
  const draft = readDraft(shop);
  const pressed = pressedIn(draft, Date.now());
  if (!draft || pressed?.attempt !== attempt) return false;
  writeDraft(shop, { ...draft, pressed: { ...pressed, atMs: Date.now() } });
  return true;
}

/** A choice of another country may be gone; then it stays as it is, and the new sum is shown before it is bought. */
async function sendByChoice(shop: Shop, cart: Cart, optionId: string): Promise<Cart> {
  try {
    return await sendBy(shop, cart, optionId);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'shipping.unavailable') return cart;
    throw error;
  }
}

/** The attempt that this page was made for is over when it came to an order, whatever became of that. */
const isOver = (shop: Shop, form: FormData): boolean => placedOrder(shop)?.attempt === form.get('attempt');

function orderOf(shop: Shop, form: FormData): string | undefined {
  const placed = placedOrder(shop);
  return placed && placed.attempt === form.get('attempt') ? `/orders/${placed.orderId}` : undefined;
}

function attemptOf(shop: Shop, cart: Cart, form: FormData): string {
  return isOver(shop, form) ? newAttempt(shop, cart.id) : attemptFor(shop, cart.id);
}

async function addressOf(shop: Shop, { addressId, shipping }: CheckoutValues): Promise<Address | undefined> {
  if (addressId === NEW_ADDRESS) return toAddress(shipping);
  const { items } = unwrap(await shop.api.GET('/api/v1/me/addresses'));
  return items.find(({ id }) => id === addressId)?.address;
}

async function withOwnEmail(shop: Shop, values: CheckoutValues): Promise<CheckoutValues> {
  if (values.email || !(await shop.isSignedIn())) return values;
  return { ...values, email: unwrap(await shop.api.GET('/api/v1/me')).email };
}

function troubleOf(shop: Shop, { code, status }: ApiError): CheckoutAnswer['trouble'] {
  if (code === 'cart.completing') return { kind: 'elsewhere', orderId: placedOrder(shop)?.orderId ?? null };
  if (code === 'shipping.unavailable') return { kind: 'noDelivery' };
  shop.log.warn({ code, status }, 'a checkout was not changed');
  return { kind: 'other' };
}
