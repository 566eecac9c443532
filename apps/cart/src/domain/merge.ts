import { LINES, QUANTITY } from '@tradepost/contracts/limits';
import { nextVersion, type Cart, type Line } from './cart.ts';
import { cartCompleting, tooManyLines } from './cart.errors.ts';
import { cartStates } from './cart-state.ts';

/**
 * The carts to save when a guest signs in; none when nothing changes. A user without a cart takes over the guest cart,
 * whose id stays. Nothing that was chosen is ever dropped: while one of the carts is being ordered, or when the lines
 * don't fit into one cart, both stay as they are.
 * @throws DomainError `cart.completing`, `cart.too_many_lines`
 */
export function mergeCarts(guest: Cart | undefined, own: Cart | undefined, userId: string): Cart[] {
  if (!guest || guest.userId !== null) return [];
  if (guest.state === 'completing') throw cartCompleting();
  if (guest.state !== 'active') return [];
  if (!own) return [{ ...guest, userId }];
  const emptied: Cart = { ...guest, state: cartStates.move(guest.state, 'merged'), lines: [] };
  if (guest.lines.length === 0) return [emptied];
  if (own.state !== 'active') throw cartCompleting();
  const lines = mergeLines(own.lines, guest.lines);
  if (lines.length > LINES.cart) throw tooManyLines();
  return [withChoices(own, guest, lines), emptied];
}

const withChoices = (own: Cart, guest: Cart, lines: readonly Line[]): Cart => ({
  ...nextVersion(own),
  lines,
  shippingAddress: own.shippingAddress ?? guest.shippingAddress,
  shippingOptionId: own.shippingOptionId ?? guest.shippingOptionId,
});

/** The user's lines first. The price may depend on the quantity, so the stored price of a summed line is cleared. */
export function mergeLines(own: readonly Line[], guest: readonly Line[]): Line[] {
  const guests = new Map(guest.map((line) => [line.variantId, line]));
  const kept = own.map((line) => {
    const other = guests.get(line.variantId);
    if (!other) return line;
    guests.delete(line.variantId);
    return { ...line, quantity: Math.min(QUANTITY.max, line.quantity + other.quantity), unitPrice: null };
  });
  return [...kept, ...guests.values()];
}
