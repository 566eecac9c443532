import { MAX_LINES, MAX_QUANTITY, type Cart, type Line } from './cart.ts';
import { move } from './cart-state.ts';

/**
 * What a sign-in makes of a guest's cart and the user's open one: the carts to save, none when nothing changes.
 * A user without a cart takes the guest's over, so that its id stays. A cart that is being ordered, on either
 * side, stays as it is, and so do both when they don't fit into one: nothing a shopper chose is ever dropped.
 */
export function mergeCarts(guest: Cart | undefined, own: Cart | undefined, userId: string): Cart[] {
  if (!guest || guest.userId !== null || guest.state !== 'active') return [];
  if (!own) return [{ ...guest, userId }];
  const lines = mergeLines(own.lines, guest.lines);
  if (own.state !== 'active' || lines.length > MAX_LINES) return [];
  const emptied: Cart = { ...guest, state: move(guest.state, 'merged'), lines: [] };
  return guest.lines.length === 0 ? [emptied] : [withChoices(own, guest, lines), emptied];
}

const withChoices = (own: Cart, guest: Cart, lines: readonly Line[]): Cart => ({
  ...own,
  lines,
  shippingAddress: own.shippingAddress ?? guest.shippingAddress,
  shippingOptionId: own.shippingOptionId ?? guest.shippingOptionId,
});

/** The user's lines first. A summed quantity may have another price tier, so its last price is forgotten. */
export function mergeLines(own: readonly Line[], guest: readonly Line[]): Line[] {
  const guests = new Map(guest.map((line) => [line.variantId, line]));
  const kept = own.map((line) => {
    const other = guests.get(line.variantId);
    if (!other) return line;
    guests.delete(line.variantId);
    return { ...line, quantity: Math.min(MAX_QUANTITY, line.quantity + other.quantity), unitPrice: null };
  });
  return [...kept, ...guests.values()];
}
