import type { Schema } from '@tradepost/api-client';
import { redirect } from 'react-router';
import type { CheckoutAnswer, CheckoutValues } from '../features/checkout/answer.ts';
import { NEW_ADDRESS, readCheckout } from '../features/checkout/read-form.ts';
import { type Address, valuesOf } from '../lib/address/address-values.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import { isShipped } from '../lib/purchase/shipping.ts';
import { addressFaults, formsOf, toAddress } from './addresses.ts';
import { attemptFor, newAttempt, placedOrder } from './attempt.ts';
import { setShippingOption, setShippingAddress, reduceToAvailable } from './checkout-cart.ts';
import { checkoutFaults } from './checkout-faults.ts';
import { writeDraft, pendingIn, readDraft } from './checkout-draft.ts';
import type { Shop } from './shop.ts';

type Cart = Schema<'Cart'>;

/**
 * Handles the buttons of the checkout (POST). None places the order: "place order" stores the intent in a cookie and
 * redirects to the page, whose GET places it idempotently (placing.ts, ADR 21).
 */
export async function checkoutAction(shop: Shop, form: FormData): Promise<CheckoutAnswer> {
  const cart = await shop.cart();
  const values = await withOwnEmail(shop, readCheckout(form));
  const intent = form.get('intent');
  if (intent === 'country') return withForms({ values });
  // The page was left open, or restored by the back button, after its cart was bought.
  if (!cart) throw redirect(orderOf(shop, form) ?? '/checkout');
  if (isOver(shop, form) && cart.state !== 'active') throw redirect(orderOf(shop, form) ?? '/checkout');
  try {
    const answer = await act(shop, cart, { form, values, intent });
    if (answer) return withForms(answer);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return withForms({ values, issue: issueOf(shop, error) });
  }
  // An automatically submitted form stays on the page.
  if (form.has('auto')) return {};
  throw redirect('/checkout');
}

interface Sent {
  form: FormData;
  values: CheckoutValues;
  intent: FormDataEntryValue | null;
}

/** Undefined: success. */
async function act(
  shop: Shop,
  cart: Cart,
  { form, values, intent }: Sent,
): Promise<CheckoutAnswer | undefined> {
  if (intent === 'adjust') {
    await reduceToAvailable(shop, cart);
    return undefined;
  }
  if (intent === 'shipping') {
    await setShippingOption(shop, cart, values.option);
    return undefined;
  }
  const isPaying = intent === 'place';
  const faults = checkoutFaults(values, isPaying && shop.paymentMethods);
  if (faults) return { values, faults };
  const address = await addressOf(shop, values);
  if (!address) return { values, faults: { shipping: { country: 'required' } } };
  const outdated = outdatedAddress(values, address);
  if (outdated) return outdated;
  const sent = await setShippingAddress(shop, cart, address);
  const ready =
    values.option && sent.shippingAddress && isShipped(sent)
      ? await setChosenShippingOption(shop, sent, values.option)
      : sent;
  const { email, paymentMethod, isBillingOther, billing } = values;
  const attempt = isPaying ? attemptOf(shop, cart, form) : '';
  if (isPaying && retryPending(shop, attempt)) return undefined;
  const total = Number(form.get('expectedAmount'));
  writeDraft(shop, {
    email,
    ...(paymentMethod && { paymentMethod }),
    ...(isPaying && isBillingOther && { billing: toAddress(billing) }),
    ...(isPaying && {
      pending: {
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

/** True: this attempt is not settled. Its key must keep its request, so the draft is not changed. */
function retryPending(shop: Shop, attempt: string): boolean {
  const draft = readDraft(shop);
  const pending = pendingIn(draft, Date.now());
  if (!draft || pending?.attempt !== attempt) return false;
  writeDraft(shop, { ...draft, pending: { ...pending, atMs: Date.now() } });
  return true;
}

/** The option may not exist for the new country; then the cart's choice stays, and the new total is shown first. */
async function setChosenShippingOption(shop: Shop, cart: Cart, optionId: string): Promise<Cart> {
  try {
    return await setShippingOption(shop, cart, optionId);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'shipping.unavailable') return cart;
    throw error;
  }
}

/** The attempt of this page is over once it has led to an order, whatever its outcome. */
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

/** What the fields of the answer's values ask for. */
const withForms = (answer: CheckoutAnswer): CheckoutAnswer =>
  answer.values ? { ...answer, forms: formsOf(answer.values) } : answer;

/** A saved address may be older than the rules: its copy has to be corrected. */
function outdatedAddress(values: CheckoutValues, address: Address): CheckoutAnswer | undefined {
  if (values.addressId === NEW_ADDRESS) return undefined;
  const shipping = valuesOf(address);
  const faults = addressFaults(shipping);
  if (Object.keys(faults).length === 0) return undefined;
  const copied = { ...values, addressId: NEW_ADDRESS, copiedId: values.addressId, shipping };
  return { values: copied, faults: { shipping: faults } };
}

async function withOwnEmail(shop: Shop, values: CheckoutValues): Promise<CheckoutValues> {
  if (values.email || !(await shop.isSignedIn())) return values;
  return { ...values, email: unwrap(await shop.api.GET('/api/v1/me')).email };
}

function issueOf(shop: Shop, { code, status }: ApiError): CheckoutAnswer['issue'] {
  if (code === 'cart.completing') return { kind: 'elsewhere', orderId: placedOrder(shop)?.orderId ?? null };
  if (code === 'shipping.unavailable') return { kind: 'noDelivery' };
  shop.log.warn({ code, status }, 'a checkout change was refused');
  return { kind: 'other' };
}
