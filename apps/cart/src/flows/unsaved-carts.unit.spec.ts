import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { aShop } from '../testing/a-shop.ts';
import { anAddress } from '../testing/builders.ts';

const created = async () => {
  const shop = aShop();
  const { cart } = await shop.creating.run(null, []);
  const { variantId } = shop.products.sell();
  const addLine = () => shop.changing.addLine(shop.target(cart), variantId, 1);
  return { ...shop, cart, addLine, stored: () => shop.store.find(cart.id) };
};

describe('an empty cart of a guest', () => {
  it('has no row, and is read by its token as it was created', async () => {
    const { cart, reading, stored, target } = await created();
    expect(await stored()).toBeUndefined();
    expect((await reading.byId(target(cart))).cart).toEqual(cart);
    expect(await reading.shippingOptions(target(cart))).toEqual([]);
  });

  it('is not found without its token', async () => {
    const { cart, reading, tokens } = await created();
    for (const token of ['', 'made up', tokens.issue(v7())])
      await expect(reading.byId({ cartId: cart.id, access: { userId: v7(), token } })).rejects.toMatchObject({
        code: 'cart.not_found',
      });
  });

  it('is saved by its first change, once by concurrent ones', async () => {
    const { cart, addLine, changing, target, stored } = await created();
    await Promise.all([addLine(), addLine(), changing.setShippingAddress(target(cart), anAddress())]);
    expect(await stored()).toMatchObject({
      ...{ id: cart.id, version: 4, revision: 3, createdAt: cart.createdAt },
      ...{ lines: [{ quantity: 2 }], shippingAddress: anAddress() },
    });
  });

  it('is saved at once for a user, with lines, and with a reply to store', async () => {
    const { creating, products, store } = aShop();
    const line = { variantId: products.sell().variantId, quantity: 1 };
    const reply = { key: { scope: '', key: 'k', requestHash: Buffer.of() }, encode: () => Buffer.of() };
    const carts = [
      await creating.run(v7(), []),
      await creating.run(null, [line]),
      await creating.run(null, [], reply),
    ];
    for (const { cart } of carts) expect(await store.find(cart.id)).toMatchObject({ revision: 1 });
  });

  it('expires like any other', async () => {
    const { changing, products, reading, target } = aShop();
    // The clock of the spec stands at 2026-03-01.
    const old = { id: v7({ msecs: Date.parse('2026-01-29') }), userId: null };
    const ref = target(old);
    expect((await reading.byId(ref)).cart).toMatchObject({ state: 'expired', lines: [] });
    const { variantId } = products.sell();
    await expect(changing.addLine(ref, variantId, 1)).rejects.toMatchObject({ code: 'cart.closed' });
  });

  it('is refused at checkout, and remembers the order that released it', async () => {
    const { cart, addLine, freezing, stored, target } = await created();
    const orderId = v7();
    const freeze = () =>
      freezing.freeze({ ...target(cart), orderId, shippingOptionId: '', shippingAddress: anAddress() });
    await expect(freeze()).rejects.toMatchObject({ code: 'cart.empty' });
    const release = () => freezing.unfreeze(target(cart), orderId);
    await Promise.all([release(), release()]);
    expect(await stored()).toMatchObject({ state: 'active', version: 1, refusedOrders: [orderId] });
    await addLine();
    await expect(freeze()).rejects.toMatchObject({ code: 'freeze.refused' });
  });

  it("is not saved by an order that does not prove that the cart is its customer's", async () => {
    const { cart, freezing, store, tokens } = await created();
    const others = ['2999-01-01', '2026-01-29', '2026-03-01T12:00:00Z'].map((at) =>
      v7({ msecs: Date.parse(at) }),
    );
    for (const cartId of [cart.id, 'ffffffff-ffff-7fff-bfff-ffffffffffff', ...others])
      for (const token of ['', 'made up', tokens.issue(v7())]) {
        const ref = { cartId, access: { userId: '', token } };
        const order = { orderId: v7(), shippingOptionId: '', shippingAddress: anAddress() };
        await expect(freezing.freeze({ ...ref, ...order })).rejects.toMatchObject({ code: 'cart.not_found' });
        await freezing.unfreeze(ref, order.orderId);
        await freezing.unfreeze({ cartId, access: undefined }, order.orderId);
        expect(await store.find(cartId)).toBeUndefined();
      }
  });

  it('becomes the cart of a user without one, and is closed for a user who has one', async () => {
    for (const hasOwn of [false, true]) {
      const { cart, addLine, merging, reading, tokens, stored } = await created();
      const userId = v7();
      const own = hasOwn ? await reading.current(userId) : undefined;
      const merge = async () => (await merging.run(userId, tokens.issue(cart.id)))?.cart.id;
      expect(await merge()).toBe(own?.cart.id ?? cart.id);
      expect(await merge()).toBe(own?.cart.id ?? cart.id);
      expect(await stored()).toMatchObject(
        hasOwn ? { state: 'merged', userId: null } : { state: 'active', userId },
      );
      await expect(addLine()).rejects.toMatchObject({ code: hasOwn ? 'cart.closed' : 'cart.not_found' });
    }
  });
});
