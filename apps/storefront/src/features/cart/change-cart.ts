import { ApiError, unwrap } from '../../lib/problem.ts';
import type { Shop } from '../../server/shop.ts';
import { fieldText } from '../../lib/field-text.ts';

export type CartFault = 'quantity' | 'tooMany' | 'completing' | 'other' | 'network';

export interface Removed {
  variantId: string;
  quantity: number;
  title: string;
}

/** The result of a change; `lineId` is the line concerned. */
export interface CartChange {
  lineId?: string;
  fault?: CartFault;
  removed?: Removed;
}

const MOST = 999;

/** Handles the forms of the cart. */
export async function changeCart(shop: Shop, form: FormData): Promise<CartChange> {
  const lineId = fieldText(form, 'lineId');
  try {
    return { ...(lineId && { lineId }), ...(await change(shop, form, lineId)) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    shop.log.info({ code: error.code }, 'a cart change was refused');
    return { ...(lineId && { lineId }), fault: faultOf(error) };
  }
}

async function change(shop: Shop, form: FormData, lineId: string): Promise<CartChange> {
  switch (form.get('intent')) {
    case 'remove':
      return remove(shop, lineId);
    case 'undo':
      return putBack(shop, fieldText(form, 'variantId'), Number(form.get('quantity')));
    default:
      return setQuantity(shop, lineId, quantityOf(form));
  }
}

/** The entered quantity, plus or minus one for the buttons beside it. */
function quantityOf(form: FormData): number {
  const typed = fieldText(form, 'quantity').trim();
  if (!/^\d{1,6}$/.test(typed)) return Number.NaN;
  return Number(typed) + Number(form.get('step') ?? 0);
}

async function setQuantity(shop: Shop, lineId: string, quantity: number): Promise<CartChange> {
  if (!(quantity >= 0 && quantity <= MOST)) return { fault: 'quantity' };
  if (quantity === 0) return remove(shop, lineId);
  const cart = await shop.cart();
  if (!cart) return {};
  const path = { id: cart.id, lineId };
  unwrap(await shop.api.PATCH('/api/v1/carts/{id}/lines/{lineId}', { params: { path }, body: { quantity } }));
  return {};
}

async function remove(shop: Shop, lineId: string): Promise<CartChange> {
  const cart = await shop.cart();
  const line = cart?.lines.find(({ id }) => id === lineId);
  // Another tab was faster, or the form was submitted twice.
  if (!cart || !line) return {};
  const path = { id: cart.id, lineId };
  unwrap(await shop.api.DELETE('/api/v1/carts/{id}/lines/{lineId}', { params: { path } }));
  return { removed: { variantId: line.variantId, quantity: line.quantity, title: line.title } };
}

async function putBack(shop: Shop, variantId: string, quantity: number): Promise<CartChange> {
  const cart = await shop.ensureCart();
  const path = { id: cart.id };
  unwrap(
    await shop.api.POST('/api/v1/carts/{id}/lines', {
      params: { path },
      body: { variantId, quantity },
    }),
  );
  return {};
}

function faultOf({ code, status }: ApiError): CartFault {
  if (code === 'cart.completing') return 'completing';
  if (code === 'quantity.too_large' || code === 'cart.too_many_lines') return 'tooMany';
  return status === 400 ? 'quantity' : 'other';
}
