import type { Cart } from '../domain/cart.ts';
import { CartStore, type Change } from '../flows/ports.ts';

/** Carts in memory under the same contract as in Postgres; every method does its work in one tick. */
export class MemoryCartStore extends CartStore {
  private readonly carts = new Map<string, Cart>();

  async create(cart: Cart): Promise<Cart> {
    const open = cart.userId === null ? undefined : this.open(cart.userId);
    return open ?? this.put({ ...cart, revision: 1 });
  }

  async find(cartId: string): Promise<Cart | undefined> {
    return this.carts.get(cartId);
  }

  /** Nothing is cached; specs of the cache override this. */
  cached(_cartId: string): Cart | undefined {
    return undefined;
  }

  async findOpen(userId: string): Promise<Cart | undefined> {
    return this.open(userId);
  }

  async save({ before, after }: Change, now: Date): Promise<Cart | undefined> {
    if ((this.carts.get(before.id)?.revision ?? 0) !== before.revision) return undefined;
    return this.put({ ...after, revision: before.revision + 1, updatedAt: now });
  }

  async change(cartId: string, decide: (cart: Cart) => Cart, now: Date): Promise<Cart | undefined> {
    const before = this.carts.get(cartId);
    if (!before) return undefined;
    const after = decide(before);
    return after === before ? before : this.put({ ...after, revision: before.revision + 1, updatedAt: now });
  }

  async changeBoth(
    guestCartId: string,
    userId: string,
    decide: (guest: Cart | undefined, own: Cart | undefined) => readonly Cart[],
    now: Date,
  ): Promise<void> {
    const own = this.open(userId);
    const guest = own?.id === guestCartId ? undefined : this.carts.get(guestCartId);
    for (const cart of decide(guest, own)) this.put({ ...cart, revision: cart.revision + 1, updatedAt: now });
  }

  async expireGuests(before: Date, limit: number, now: Date): Promise<number> {
    const abandoned = [...this.carts.values()]
      .filter((cart) => cart.state === 'active' && cart.userId === null && cart.updatedAt < before)
      .slice(0, limit);
    for (const cart of abandoned)
      this.put({ ...cart, state: 'expired', revision: cart.revision + 1, updatedAt: now });
    return abandoned.length;
  }

  private open(userId: string): Cart | undefined {
    return [...this.carts.values()].find(
      (cart) => cart.userId === userId && (cart.state === 'active' || cart.state === 'completing'),
    );
  }

  private put(cart: Cart): Cart {
    this.carts.set(cart.id, cart);
    return cart;
  }
}
