import type { Money } from '@tradepost/decision';
import { type Address, isSameAddress } from './address.ts';
import {
  cartClosed,
  cartCompleting,
  invalid,
  lineNotFound,
  quantityTooLarge,
  tooManyLines,
  versionStale,
} from './cart.errors.ts';
import type { CartState } from './cart-state.ts';
import type { Checkout } from './snapshot.ts';

export const MAX_LINES = 500;
export const MAX_QUANTITY = 999_999;

/** One variant in a cart, with what the shopper was last told of it. */
export type Line = {
  readonly id: string;
  readonly variantId: string;
  readonly quantity: number;
  /** Price of one when the line was last written. Null: not known at this quantity. */
  readonly unitPrice: Money | null;
  /** Kept so that a line can still be named when its variant is gone. */
  readonly sku: string;
  readonly title: string;
};

/** A cart as it is stored: what the shopper chose, never what it costs now. */
export type Cart = {
  readonly id: string;
  /** Null: a guest's. */
  readonly userId: string | null;
  readonly state: CartState;
  /** Grows with every change of what the shopper chose. */
  readonly version: number;
  /** Grows with every stored change; a writer who read an older one starts again. */
  readonly revision: number;
  /** One per variant, in the order they were added. */
  readonly lines: readonly Line[];
  readonly shippingAddress: Address | null;
  readonly shippingOptionId: string | null;
  /** The order it is or was completed for. */
  readonly frozenFor: string | null;
  /** Prices agreed on for that order; set while it is completing or ordered. */
  readonly snapshot: Checkout | null;
  /** Orders whose freeze was undone; a late freeze of theirs is refused. */
  readonly refusedOrders: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What a change leads to, and the lines whose present price the shopper thereby accepts. */
export type Edit = { readonly cart: Cart; readonly touched: readonly string[]; readonly isChanged: boolean };

export type WantedLine = { readonly variantId: string; readonly quantity: number };

/** An empty cart. */
export function newCart(id: string, userId: string | null, now: Date): Cart {
  return {
    id,
    userId,
    state: 'active',
    version: 1,
    revision: 1,
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

/** Adds to the variant's line, or makes one. More than there is in stock is no refusal here. */
export function addLine(cart: Cart, { variantId, quantity }: WantedLine, lineId: string): Edit {
  requireActive(cart);
  requireQuantity(quantity);
  const known = cart.lines.find((line) => line.variantId === variantId);
  if (known) return withQuantity(cart, known, known.quantity + quantity);
  if (cart.lines.length >= MAX_LINES) throw tooManyLines(MAX_LINES);
  const line: Line = { id: lineId, variantId, quantity, unitPrice: null, sku: '', title: '' };
  return { cart: { ...cart, lines: [...cart.lines, line] }, touched: [lineId], isChanged: true };
}

/** Sets a line's quantity; also without a difference it accepts the line's present price. */
export function changeLine(cart: Cart, lineId: string, quantity: number): Edit {
  requireActive(cart);
  requireQuantity(quantity);
  return withQuantity(cart, lineOf(cart, lineId), quantity);
}

export function removeLine(cart: Cart, lineId: string): Edit {
  requireActive(cart);
  const gone = lineOf(cart, lineId);
  return edited({ ...cart, lines: cart.lines.filter((line) => line !== gone) });
}

export function setShippingAddress(cart: Cart, shippingAddress: Address): Edit {
  requireActive(cart);
  if (cart.shippingAddress && isSameAddress(cart.shippingAddress, shippingAddress)) return untouched(cart);
  return edited({ ...cart, shippingAddress });
}

/** The cart after a change of what the shopper chose. */
export const nextVersion = (cart: Cart): Cart => ({ ...cart, version: cart.version + 1 });

/** Whether the option serves the cart is checked with prices, in `shipping-options.ts`. */
export function chooseShippingOption(cart: Cart, shippingOptionId: string): Edit {
  requireActive(cart);
  if (cart.shippingOptionId === shippingOptionId) return untouched(cart);
  return edited({ ...cart, shippingOptionId });
}

/** @throws DomainError `request.invalid` */
export function requireQuantity(quantity: number): void {
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY) return;
  const detail = `The quantity must be a whole number from 1 to ${MAX_QUANTITY}.`;
  throw invalid(detail, [{ code: 'quantity.invalid', detail, field: 'quantity' }]);
}

/** One entry per variant, quantities of the same one summed; at most so many. */
export function summed(wanted: readonly WantedLine[], most = MAX_LINES): WantedLine[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of wanted) {
    requireQuantity(quantity);
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  }
  const lines = [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
  if (lines.length > most) throw tooManyLines(most);
  if (lines.some(({ quantity }) => quantity > MAX_QUANTITY)) throw quantityTooLarge(MAX_QUANTITY);
  return lines;
}

function withQuantity(cart: Cart, line: Line, quantity: number): Edit {
  if (quantity > MAX_QUANTITY) throw quantityTooLarge(MAX_QUANTITY);
  const lines = cart.lines.map((each) => (each === line ? { ...line, quantity } : each));
  return { cart: { ...cart, lines }, touched: [line.id], isChanged: quantity !== line.quantity };
}

function lineOf(cart: Cart, lineId: string): Line {
  const line = cart.lines.find(({ id }) => id === lineId);
  if (!line) throw lineNotFound();
  return line;
}

const edited = (cart: Cart): Edit => ({ cart, touched: [], isChanged: true });
const untouched = (cart: Cart): Edit => ({ cart, touched: [], isChanged: false });
