import { MAX_LINES, MAX_QUANTITY, nextVersion, type Cart, type Line } from './cart.ts';
import { cartCompleting, tooManyLines } from './cart.errors.ts';
import { move } from './cart-state.ts';

/**
 * What a sign-in makes of a guest's cart and the user's open one: the carts to save, none when nothing changes.
 * A user without a cart takes the guest's over, so that its id stays. Nothing a shopper chose is ever dropped:
 * while one of the two is being ordered, or when both don't fit into one, they stay as they are.
 * @throws DomainError `cart.completing`, `cart.too_many_lines`
 */
export function mergeCarts(guest: Cart | undefined, own: Cart | undefined, userId: string): Cart[] {
  if (!guest || guest.userId !== null) return [];
  if (guest.state === 'completing') throw cartCompleting();
  if (guest.state !== 'active') return [];
  if (!own) return [{ ...guest, userId }];
  const emptied: Cart = { ...guest, state: move(guest.state, 'merged'), lines: [] };
  if (guest.lines.length === 0) return [emptied];
  if (own.state !== 'active') throw cartCompleting();
  const lines = mergeLines(own.lines, guest.lines);
  if (lines.length > MAX_LINES) throw tooManyLines(MAX_LINES);
  return [withChoices(own, guest, lines), emptied];
}

const withChoices = (own: Cart, guest: Cart, lines: readonly Line[]): Cart => ({
  ...nextVersion(own),
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
