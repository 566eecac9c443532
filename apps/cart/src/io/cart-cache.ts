import { LRUCache } from 'lru-cache';
import type { Cart } from '../domain/cart.ts';

const MAX_CARTS = 1_000;
const MAX_LINES = 50;
const TTL_MS = 30_000;
const PAUSE_MS = 5_000;

/**
 * Open carts as this process wrote them last, so that the next change need not read them first. Every save requires the
 * revision it was decided on, so an outdated copy does no harm; it costs a second attempt. Where another replica changes
 * the same carts that would happen all the time, so one lost race pauses the cache for five seconds.
 * Calls of a cart reach one replica while the replicas stay the same. See ADRs 17 and 61.
 */
export class CartCache {
  private readonly carts: LRUCache<string, Cart>;
  private pausedUntilMs = 0;

  constructor(private readonly clock: () => number = () => performance.now()) {
    this.carts = new LRUCache({ max: MAX_CARTS, ttl: TTL_MS, ttlResolution: 0, perf: { now: clock } });
  }

  get(cartId: string): Cart | undefined {
    const isPaused = this.pausedUntilMs > 0 && this.clock() < this.pausedUntilMs;
    return isPaused ? undefined : this.carts.get(cartId);
  }

  /** Called after each write. Only open carts of moderate size are cached. */
  set(cart: Cart): void {
    if (cart.state === 'active' && cart.lines.length <= MAX_LINES) this.carts.set(cart.id, cart);
    else this.carts.delete(cart.id);
  }

  delete(cartId: string): void {
    this.carts.delete(cartId);
  }

  /** Called when a save found another revision than that of `cart`. */
  lostRace({ id, revision }: Cart): void {
    if (this.carts.get(id)?.revision === revision) this.pausedUntilMs = this.clock() + PAUSE_MS;
    this.carts.delete(id);
  }
}
