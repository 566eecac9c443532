import type { Cart } from '../domain/cart.ts';

const MOST_CARTS = 1_000;
const MOST_LINES = 50;
const KEPT_MS = 30_000;
const PAUSE_MS = 60_000;

/**
 * Carts that are being filled, as this process left them, so that the next change need not read them first. Every save
 * demands the revision it was decided on, so a copy that is behind can't do harm; it only costs a second try. Where
 * another replica changes the same carts that would happen all the time, so one lost race ends it for a minute.
 */
export class CartsAtHand {
  private readonly carts = new Map<string, { readonly cart: Cart; readonly untilMs: number }>();
  private pausedUntilMs = 0;
  private readonly clock: () => number;

  constructor(clock: () => number = () => performance.now()) {
    this.clock = clock;
  }

  get(cartId: string): Cart | undefined {
    const kept = this.carts.get(cartId);
    return kept && this.clock() < kept.untilMs && this.clock() >= this.pausedUntilMs ? kept.cart : undefined;
  }

  /** After it was written. */
  keep(cart: Cart): void {
    // Moved to the end: what was not touched for longest stands first.
    this.carts.delete(cart.id);
    if (cart.state !== 'active' || cart.lines.length > MOST_LINES) return;
    this.carts.set(cart.id, { cart, untilMs: this.clock() + KEPT_MS });
    for (const [oldest, { untilMs }] of this.carts) {
      if (this.carts.size <= MOST_CARTS && this.clock() < untilMs) break;
      this.carts.delete(oldest);
    }
  }

  forget(cartId: string): void {
    this.carts.delete(cartId);
  }

  /** Nothing could be written on this cart: somebody else was there. */
  lost({ id, revision }: Cart): void {
    if (this.carts.get(id)?.cart.revision === revision) this.pausedUntilMs = this.clock() + PAUSE_MS;
    this.carts.delete(id);
  }
}
