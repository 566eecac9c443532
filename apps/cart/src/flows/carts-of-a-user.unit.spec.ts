import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { aShop } from '../testing/a-shop.ts';
import { aCart, aChange, aLine, pounds } from '../testing/builders.ts';

describe('creating a cart', () => {
  it('with lines prices them and sums lines of the same variant', async () => {
    const { creating, products } = aShop();
    const { variantId } = products.sell({ unitPrice: pounds(100) });
    const wanted = { variantId, quantity: 2 };
    const { cart, totals } = await creating.run(null, [wanted, wanted]);
    expect(cart).toMatchObject({
      userId: null,
      version: 1,
      lines: [{ quantity: 4, unitPrice: pounds(100) }],
    });
    expect(totals.items).toEqual(pounds(400));
  });

  it('returns the open cart of the user, with the lines added', async () => {
    const { creating, products } = aShop();
    const userId = v7();
    const [tea, mug] = [products.sell(), products.sell()];
    const first = await creating.run(userId, [{ variantId: tea.variantId, quantity: 1 }]);
    const second = await creating.run(userId, [
      { variantId: tea.variantId, quantity: 1 },
      { variantId: mug.variantId, quantity: 1 },
    ]);
    expect(second.cart.id).toBe(first.cart.id);
    expect(second.cart.lines.map(({ quantity }) => quantity)).toEqual([2, 1]);
    expect((await creating.run(userId, [])).cart).toEqual(second.cart);
  });

  it('is refused for an unknown variant or user id', async () => {
    const { creating } = aShop();
    for (const variantId of [v7(), 'no uuid'])
      await expect(creating.run(null, [{ variantId, quantity: 1 }])).rejects.toMatchObject({
        code: 'variant.not_found',
      });
    await expect(creating.run('no uuid', [])).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('the current cart', () => {
  it('is the same for concurrent callers', async () => {
    const { reading } = aShop();
    const userId = v7();
    const carts = await Promise.all(Array.from({ length: 50 }, () => reading.current(userId)));
    expect(new Set(carts.map(({ cart }) => cart.id)).size).toBe(1);
  });

  it('is a new one after the previous one was ordered', async () => {
    const { reading, store } = aShop();
    const userId = v7();
    const { cart } = await reading.current(userId);
    await store.save(aChange(cart, { state: 'ordered' }), cart.updatedAt);
    expect((await reading.current(userId)).cart.id).not.toBe(cart.id);
  });
});

describe('signing in', () => {
  it('moves all 65 lines of a guest once, also when it happens twice at the same time', async () => {
    const { merging, reading, store, products, tokens } = aShop();
    const userId = v7();
    const lines = Array.from({ length: 65 }, () => aLine({ variantId: products.sell().variantId }));
    const own = await store.create(aCart({ userId, lines: lines.slice(0, 2) }));
    const guest = await store.create(aCart({ lines }));
    const token = tokens.issue(guest.id);
    await Promise.all([merging.run(userId, token), merging.run(userId, token)]);
    const { cart } = await reading.current(userId);
    expect(cart.id).toBe(own.id);
    expect(cart.lines).toHaveLength(65);
    expect(cart.lines.slice(0, 3).map(({ quantity }) => quantity)).toEqual([2, 2, 1]);
  });

  it('gives the guest cart to a user without a cart, and revokes its token', async () => {
    const { merging, reading, store, products, tokens } = aShop();
    const userId = v7();
    const guest = await store.create(aCart({ lines: [aLine({ variantId: products.sell().variantId })] }));
    const token = tokens.issue(guest.id);
    expect((await merging.run(userId, token))?.cart).toMatchObject({ id: guest.id, userId });
    await expect(reading.byId({ cartId: guest.id, access: { userId: '', token } })).rejects.toMatchObject({
      code: 'cart.not_found',
    });
    await expect(merging.run(v7(), token)).resolves.toBeUndefined();
  });

  it('is possible with an invalid token', async () => {
    const { merging, store } = aShop();
    const userId = v7();
    expect(await merging.run(userId, 'made up')).toBeUndefined();
    const own = await store.create(aCart({ userId }));
    expect((await merging.run(userId, 'made up'))?.cart).toEqual(own);
  });
});
