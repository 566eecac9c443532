import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { addLine, type Cart } from '../domain/cart.ts';
import { checkOut } from '../domain/checkout.ts';
import { freeze, unfreeze } from '../domain/freeze.ts';
import { mergeCarts } from '../domain/merge.ts';
import type { CartStore } from '../flows/ports.ts';
import { aShopIn, aCart, aChange, aLine, aMoment, anAddress, anOffer, offersOf } from './builders.ts';

const later = new Date(aMoment.getTime() + 1_000);
const CALLERS = Array.from({ length: 50 });

/** The contract of `CartStore`, run on memory and on Postgres. */
export function cartStoreContract(makeStore: () => CartStore): void {
  const saved = async (over: Partial<Cart> = {}) => makeStore().create(aCart(over));

  describe('saving a cart', () => {
    it('makes it findable by its id', async () => {
      const store = makeStore();
      const cart = await store.create(aCart({ lines: [aLine({ quantity: 3, title: 'Teapot' })] }));
      expect(await store.find(cart.id)).toEqual(cart);
      expect(await store.find(v7())).toBeUndefined();
    });

    it('saves every field and increments the revision, but not the version', async () => {
      const store = makeStore();
      const cart = await saved();
      const line = aLine({ quantity: 2 });
      const offers = offersOf(anOffer({ variantId: line.variantId }));
      const shippingAddress = anAddress();
      const terms = { shippingAddress, shippingOptionId: 'express' };
      const full = { ...cart, lines: [line], shippingAddress, shippingOptionId: 'express' };
      const frozen = freeze(full, v7(), checkOut([line], offers, terms, aShopIn('GBP')));
      const expected = { ...frozen, revision: 2, updatedAt: later };
      expect(await store.save({ before: cart, after: frozen }, later)).toEqual(expected);
      expect(await store.find(cart.id)).toEqual(expected);
    });

    it('fails when the cart was changed since it was read', async () => {
      const store = makeStore();
      const cart = await saved();
      const first = await store.save(aChange(cart, { shippingOptionId: 'express' }), later);
      expect(await store.save(aChange(cart, { shippingOptionId: 'standard' }), later)).toBeUndefined();
      expect(await store.find(cart.id)).toEqual(first);
    });
  });

  describe('saving a cart without a row', () => {
    it('writes it unless another change was first', async () => {
      const store = makeStore();
      const cart = aCart();
      expect(await store.find(cart.id)).toBeUndefined();
      const [first, second] = [
        aChange(cart, { version: 2, lines: [aLine()], shippingAddress: anAddress() }),
        aChange(cart, { version: 2, shippingOptionId: 'express', refusedOrders: [v7()] }),
      ];
      const saved = await Promise.all([store.save(first, later), store.save(second, later)]);
      const won = saved.filter((one) => one !== undefined);
      expect(won).toHaveLength(1);
      expect(won[0]).toMatchObject({ revision: 1, updatedAt: later });
      expect(await store.find(cart.id)).toEqual(won[0]);
    });

    it('is done once by fifty sign-ins that merge it', async () => {
      const store = makeStore();
      const [userId, unsaved] = [v7(), aCart()];
      const own = await saved({ userId });
      const merging = () =>
        store.changeBoth(
          unsaved.id,
          userId,
          (guest, cart) => mergeCarts(guest ?? unsaved, cart, userId),
          later,
        );
      await Promise.all(CALLERS.map(merging));
      expect(await store.find(unsaved.id)).toMatchObject({ state: 'merged', revision: 1 });
      expect(await store.findOpen(userId)).toEqual(own);
    });
  });

  describe('a user', () => {
    it('gets one open cart from concurrent callers', async () => {
      const store = makeStore();
      const userId = v7();
      const carts = await Promise.all(CALLERS.map(() => store.create(aCart({ userId }))));
      expect(new Set(carts.map(({ id }) => id)).size).toBe(1);
      expect(await store.findOpen(userId)).toEqual(carts[0]);
    });

    it('gets a new cart when the previous one is closed', async () => {
      const store = makeStore();
      const userId = v7();
      const cart = await saved({ userId });
      await store.save(aChange(cart, { state: 'expired' }), later);
      expect(await store.findOpen(userId)).toBeUndefined();
      expect((await saved({ userId })).id).not.toBe(cart.id);
    });
  });

  describe('fifty callers at once', () => {
    it('lose no update of one cart', async () => {
      const store = makeStore();
      const { id } = await saved();
      const variantId = v7();
      const addOne = async (): Promise<void> => {
        const cart = await store.find(id);
        if (!cart) throw new Error('the cart is gone');
        const after = addLine(cart, { variantId, quantity: 1 }, v7()).cart;
        const saved = await store.save({ before: cart, after }, later);
        return saved ? undefined : addOne();
      };
      await Promise.all(CALLERS.map(addOne));
      const cart = await store.find(id);
      expect(cart?.lines).toMatchObject([{ variantId, quantity: 50 }]);
      expect(cart?.revision).toBe(51);
    });

    it('decide one after the other on a locked cart', async () => {
      const store = makeStore();
      const { id } = await saved();
      const orders = CALLERS.map(() => v7());
      await Promise.all(orders.map((order) => store.change(id, (cart) => unfreeze(cart, order), later)));
      expect(new Set((await store.find(id))?.refusedOrders)).toEqual(new Set(orders));
    });

    it('merge a guest cart into the cart of a user exactly once', async () => {
      const store = makeStore();
      const userId = v7();
      const shared = aLine({ quantity: 2 });
      const own = await saved({ userId, lines: [shared] });
      const guest = await saved({ lines: [{ ...shared, id: v7(), quantity: 3 }, aLine()] });
      await Promise.all(CALLERS.map(() => merge(store, guest.id, userId)));
      expect((await store.find(own.id))?.lines.map(({ quantity }) => quantity)).toEqual([5, 1]);
      expect(await store.find(guest.id)).toMatchObject({ state: 'merged', lines: [], revision: 2 });
    });

    it('give a guest cart to a user who has none, exactly once', async () => {
      const store = makeStore();
      const userId = v7();
      const guest = await saved({ lines: [aLine()] });
      await Promise.all(CALLERS.map(() => merge(store, guest.id, userId)));
      expect(await store.find(guest.id)).toMatchObject({ userId, state: 'active', revision: 2 });
    });

    it('merge fifty guest carts for one user without losing a line', async () => {
      const store = makeStore();
      const userId = v7();
      const guests = await Promise.all(CALLERS.map(() => saved({ lines: [aLine()] })));
      await Promise.all(guests.map(({ id }) => merge(store, id, userId)));
      expect((await store.findOpen(userId))?.lines).toHaveLength(50);
    });
  });

  describe('changing a locked cart', () => {
    it('saves nothing when the decision returns the same cart or throws', async () => {
      const store = makeStore();
      const cart = await saved();
      const refuse = () => {
        throw new Error('no');
      };
      expect(await store.change(cart.id, (same) => same, later)).toEqual(cart);
      await expect(store.change(cart.id, refuse, later)).rejects.toThrow('no');
      expect(await store.find(cart.id)).toEqual(cart);
      expect(await store.change(v7(), refuse, later)).toBeUndefined();
    });
  });

  describe('expiring guest carts', () => {
    it('expires abandoned ones only, in batches, each once', async () => {
      const store = makeStore();
      const old = new Date('2020-01-01T00:00:00Z');
      const before = new Date('2021-01-01T00:00:00Z');
      const abandoned = await Promise.all([1, 2, 3].map(() => saved({ createdAt: old, updatedAt: old })));
      const users = await saved({ createdAt: old, updatedAt: old, userId: v7() });
      const recent = await saved({ createdAt: old, updatedAt: aMoment });
      expect(await store.expireGuests(before, 2, later)).toBe(2);
      expect(await store.expireGuests(before, 2, later)).toBe(1);
      expect(await store.expireGuests(before, 2, later)).toBe(0);
      for (const { id } of abandoned)
        expect(await store.find(id)).toMatchObject({ state: 'expired', revision: 2 });
      for (const cart of [users, recent]) expect(await store.find(cart.id)).toEqual(cart);
    });
  });
}

const merge = (store: CartStore, guestId: string, userId: string): Promise<void> =>
  store.changeBoth(guestId, userId, (guest, own) => mergeCarts(guest, own, userId), later);
