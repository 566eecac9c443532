import { DomainError } from '@tradepost/decision';
import type { Cart } from '../domain/cart.ts';
import { cartNotFound } from '../domain/cart.errors.ts';
import { isUuid } from '../domain/uuid.ts';
import type { CartStore, GuestTokens } from './ports.ts';

/** Who asks: a signed-in user, a guest with a token, or somebody with both just after signing in. */
export type Access = { readonly userId: string; readonly token: string };

/**
 * The cart, when it is theirs: a user's own, or a guest's by its token.
 * @throws DomainError `cart.not_found`, also for a cart of somebody else
 */
export async function loadCart(
  store: CartStore,
  tokens: GuestTokens,
  cartId: string,
  access: Access | undefined,
): Promise<Cart> {
  const cart = isUuid(cartId) ? await store.find(cartId) : undefined;
  if (!cart || !access || !isTheirs(cart, access, tokens)) throw cartNotFound();
  return cart;
}

/** The open cart as this process has just left it, when it still knows and it is theirs; see `CartStore.atHand`. */
export function cartAtHand(
  store: CartStore,
  tokens: GuestTokens,
  cartId: string,
  access: Access | undefined,
): Cart | undefined {
  const cart = store.atHand(cartId);
  return cart?.state === 'active' && access && isTheirs(cart, access, tokens) ? cart : undefined;
}

/** For work on a cart at hand: a refusal may be about something that is not so any more, so look again. */
export function unlessRefused(error: unknown): undefined {
  if (!(error instanceof DomainError)) throw error;
}

function isTheirs(cart: Cart, { userId, token }: Access, tokens: GuestTokens): boolean {
  if (cart.userId !== null) return userId !== '' && cart.userId === userId;
  return token !== '' && tokens.cartOf(token) === cart.id;
}
