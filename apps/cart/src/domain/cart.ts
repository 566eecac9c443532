import { LINES, QUANTITY } from '@tradepost/contracts/limits';
import type { Money } from '@tradepost/decision';
import { isSameAddress, type Address } from './address.ts';
import {
  cartClosed,
  cartCompleting,
  invalidRequest,
  lineNotFound,
  quantityTooLarge,
  tooManyLines,
  versionStale,
} from './cart.errors.ts';
import type { CartState } from './cart-state.ts';
import type { Checkout } from './snapshot.ts';

/** One variant in a cart, with what was last shown of it. */
export interface Line {
  readonly id: string;
  readonly variantId: string;
  readonly quantity: number;
  /** Unit price when the line was last written. Null: not known at this quantity. */
  readonly unitPrice: Money | null;
  /** Stored so that a line can still be named when its variant no longer exists. */
  readonly sku: string;
  readonly title: string;
}

/** A cart as it is stored: what the customer chose, never what it costs now. */
export interface Cart {
  readonly id: string;
  /** Null: a guest cart. */
  readonly userId: string | null;
  readonly state: CartState;
  /** Grows with every change of what the customer chose; `If-Match` refers to it. */
  readonly version: number;
  /** Grows with every write; guards against lost updates. 0: it has no row yet. */
  readonly revision: number;
  /** One per variant, in the order in which they were added. */
  readonly lines: readonly Line[];
  readonly shippingAddress: Address | null;
  readonly shippingOptionId: string | null;
  /** The order that it is frozen for or became. */
  readonly frozenFor: string | null;
  /** The fixed prices for that order; set while the cart is `completing` or `ordered`. */
  readonly snapshot: Checkout | null;
  /** Orders that released the cart; a delayed freeze for one of them is refused. */
  readonly refusedOrders: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The result of a change. */
export interface Edit {
  readonly cart: Cart;
  /** Ids of the lines whose present price is accepted by this change. */
  readonly touched: readonly string[];
  readonly isChanged: boolean;
}

export interface LineRequest {
  readonly variantId: string;
  readonly quantity: number;
}

/** An empty cart. */
export function newCart(id: string, userId: string | null, now: Date): Cart {
  return {
    id,
    userId,
    state: 'active',
    version: 1,
    revision: 0,
    lines: [],
    shippingAddress: null,
    shippingOptionId: null,
    frozenFor: null,
    snapshot: null,
    refusedOrders: [],
    createdAt: now,
    updatedAt: now,
  };
}

/** @throws DomainError `cart.completing`, `cart.closed` */
export function requireActive({ state }: Cart): void {
  if (state === 'completing') throw cartCompleting();
  if (state !== 'active') throw cartClosed(state);
}

/** @throws DomainError `version.stale` */
export function requireVersion({ version }: Cart, expected: number | undefined): void {
  if (expected !== undefined && expected !== version) throw versionStale(expected, version);
}

/** Adds to the variant's line, or makes one. Stock is checked at checkout only. */
export function addLine(cart: Cart, { variantId, quantity }: LineRequest, lineId: string): Edit {
  requireActive(cart);
  requireQuantity(quantity);
  const known = cart.lines.find((line) => line.variantId === variantId);
  if (known) return withQuantity(cart, known, known.quantity + quantity);
  if (cart.lines.length >= LINES.cart) throw tooManyLines();
  const line: Line = { id: lineId, variantId, quantity, unitPrice: null, sku: '', title: '' };
  return { cart: { ...cart, lines: [...cart.lines, line] }, touched: [lineId], isChanged: true };
}

/** Sets a line's quantity and accepts its present price, also when the quantity stays the same. */
export function changeLine(cart: Cart, lineId: string, quantity: number): Edit {
  requireActive(cart);
  requireQuantity(quantity);
  return withQuantity(cart, lineOf(cart, lineId), quantity);
}

export function removeLine(cart: Cart, lineId: string): Edit {
  requireActive(cart);
  const removed = lineOf(cart, lineId);
  return edited({ ...cart, lines: cart.lines.filter((line) => line !== removed) });
}

export function setShippingAddress(cart: Cart, shippingAddress: Address): Edit {
  requireActive(cart);
  if (cart.shippingAddress && isSameAddress(cart.shippingAddress, shippingAddress)) return unedited(cart);
  return edited({ ...cart, shippingAddress });
}

/** The cart after a change of what the customer chose. */
export const nextVersion = (cart: Cart): Cart => ({ ...cart, version: cart.version + 1 });

/** Whether the option is available depends on prices and is checked in `shipping-options.ts`. */
export function chooseShippingOption(cart: Cart, shippingOptionId: string): Edit {
  requireActive(cart);
  if (cart.shippingOptionId === shippingOptionId) return unedited(cart);
  return edited({ ...cart, shippingOptionId });
}

/** @throws DomainError `request.invalid` */
export function requireQuantity(quantity: number): void {
  if (Number.isInteger(quantity) && quantity >= QUANTITY.min && quantity <= QUANTITY.max) return;
  const detail = `quantity must be a whole number from ${QUANTITY.min} to ${QUANTITY.max}.`;
  throw invalidRequest(detail, [{ code: 'quantity.invalid', detail, field: 'quantity' }]);
}

/** One entry per variant with the sum of its quantities. */
export function sumByVariant(lines: readonly LineRequest[], maxLines: number = LINES.cart): LineRequest[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of lines) {
    requireQuantity(quantity);
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  }
  const summed = [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
  if (summed.length > maxLines) throw tooManyLines(maxLines);
  if (summed.some(({ quantity }) => quantity > QUANTITY.max)) throw quantityTooLarge();
  return summed;
}

function withQuantity(cart: Cart, line: Line, quantity: number): Edit {
  if (quantity > QUANTITY.max) throw quantityTooLarge();
  const lines = cart.lines.map((each) => (each === line ? { ...line, quantity } : each));
  return { cart: { ...cart, lines }, touched: [line.id], isChanged: quantity !== line.quantity };
}

function lineOf(cart: Cart, lineId: string): Line {
  const line = cart.lines.find(({ id }) => id === lineId);
  if (!line) throw lineNotFound();
  return line;
}

const edited = (cart: Cart): Edit => ({ cart, touched: [], isChanged: true });
const unedited = (cart: Cart): Edit => ({ cart, touched: [], isChanged: false });
