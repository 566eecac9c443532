import 'reflect-metadata';
import { CartState, TaxClass, type Cart } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Offer } from './domain/pricing.ts';
import { anAddress, anOffer, pounds } from './testing/builders.ts';
import { runCart, type RunningCart } from './testing/running-cart.ts';

// Fifty callers at once take their time on a busy machine.
jest.setTimeout(30_000);

let running: RunningCart;
beforeAll(async () => {
  running = await runCart();
});
afterAll(() => running.close());

beforeEach(() => {
  running.quotes.length = 0;
  running.statements.length = 0;
});

const AT_ONCE = Array.from({ length: 50 });

const sell = (over: Partial<Offer> = {}): Offer => {
  const offer = anOffer(over);
  running.catalogue.set(offer.variantId, offer);
  return offer;
};

const create = async (over: { userId?: string; idempotencyKey?: string } = {}) => {
  const cart = given(await running.cart.createCart({ userId: '', lines: [], idempotencyKey: '', ...over }));
  const access = { userId: cart.userId, token: cart.token };
  return { cart, access, target: { cartId: cart.id, access, idempotencyKey: '' } };
};

const read = async ({ cart, access }: { cart: Cart; access: { userId: string; token: string } }) =>
  given(await running.cart.getCart({ cartId: cart.id, access }));

const given = ({ cart }: { cart: Cart | undefined }): Cart => {
  if (!cart) throw new Error('the reply has no cart');
  return cart;
};

const refused = (code: string) => expect.objectContaining({ name: 'DomainError', code });

describe('a guest', () => {
  it('fills a cart with one statement per step, and one call for the prices of a new line', async () => {
    const { variantId } = sell({ unitPrice: pounds(1299) });
    const { cart, access, target } = await create();
    expect(cart).toMatchObject({ state: CartState.ACTIVE, version: 1, currency: 'GBP', lines: [] });
    expect(running.statements).toHaveLength(0);
    expect(running.quotes).toHaveLength(0);
    const withLine = given(await running.cart.addLine({ ...target, variantId, quantity: 2 }));
    expect(running.statements).toHaveLength(1);
    expect(withLine).toMatchObject({
      version: 2,
      problems: [],
      lines: [{ variantId, quantity: 2, unitPrice: pounds(1299), total: pounds(2598) }],
      totals: { items: pounds(2598), grand: pounds(2598), taxIncluded: true },
    });
    await running.cart.setShippingAddress({ ...target, address: anAddress() });
    const ready = given(await running.cart.chooseShippingOption({ ...target, shippingOptionId: 'express' }));
    expect(running.statements).toHaveLength(3);
    expect(running.quotes).toHaveLength(1);
    expect(ready.totals).toMatchObject({ shipping: pounds(795), grand: pounds(3393), tax: pounds(566) });
    expect(await read({ cart, access })).toEqual(ready);
  });

  it('buys a zero-rated book and a mug with the tax of each, and downloads without shipping', async () => {
    const book = sell({ unitPrice: pounds(1000), taxClass: 'zero' });
    const mug = sell({ unitPrice: pounds(1200) });
    const download = sell({ unitPrice: pounds(600), requiresShipping: false });
    const { cart, access, target } = await create();
    await running.cart.addLine({ ...target, variantId: download.variantId, quantity: 1 });
    await running.cart.setShippingAddress({ ...target, address: anAddress() });
    const options = () => running.cart.listShippingOptions({ cartId: cart.id, access });
    expect((await options()).options).toEqual([]);
    const choose = () => running.cart.chooseShippingOption({ ...target, shippingOptionId: 'standard' });
    await expect(choose()).rejects.toEqual(refused('shipping.unavailable'));
    await running.cart.addLine({ ...target, variantId: book.variantId, quantity: 1 });
    await running.cart.addLine({ ...target, variantId: mug.variantId, quantity: 1 });
    expect((await options()).options).not.toEqual([]);
    const ready = given(await choose());
    expect(ready.lines).toMatchObject([
      { taxClass: TaxClass.STANDARD, requiresShipping: false, tax: { rate: 2000, amount: pounds(100) } },
      { taxClass: TaxClass.ZERO, requiresShipping: true, tax: { rate: 0, amount: pounds(0) } },
      { taxClass: TaxClass.STANDARD, requiresShipping: true, tax: { rate: 2000, amount: pounds(200) } },
    ]);
    // Of the shipping, 215 belong to the mug and 180 to the book.
    expect(ready.totals).toMatchObject({
      ...{ items: pounds(2800), shipping: pounds(395), grand: pounds(3195), tax: pounds(336) },
      taxLines: [
        { rate: 2000, net: pounds(1679), tax: pounds(336) },
        { rate: 0, net: pounds(1180), tax: pounds(0) },
      ],
    });
  });

  it('says which countries the shop delivers to', async () => {
    const { countries } = await running.cart.listDestinations({});
    expect(countries).toHaveLength(249);
    expect(countries).toEqual(expect.arrayContaining(['BG', 'HK', 'JE', 'US']));
  });

  it('is taxed and shipped as ever while product is of a release without tax classes', async () => {
    // Its offers say nothing of them.
    const terms = { taxClass: undefined, requiresShipping: undefined } as unknown as Partial<Offer>;
    const mug = sell({ unitPrice: pounds(1200), ...terms });
    const { target } = await create();
    await running.cart.addLine({ ...target, variantId: mug.variantId, quantity: 1 });
    await running.cart.setShippingAddress({ ...target, address: anAddress() });
    const ready = given(await running.cart.chooseShippingOption({ ...target, shippingOptionId: 'standard' }));
    expect(ready.lines).toMatchObject([{ taxClass: TaxClass.STANDARD, requiresShipping: true }]);
    expect(ready.totals).toMatchObject({ shipping: pounds(395), tax: pounds(200 + 66) });
  });

  it('changes and removes lines, and lists shipping options', async () => {
    const [tea, mug] = [sell(), sell()];
    const { target } = await create();
    await running.cart.addLine({ ...target, variantId: tea.variantId, quantity: 1 });
    const both = given(await running.cart.addLine({ ...target, variantId: mug.variantId, quantity: 1 }));
    const [first, second] = both.lines.map(({ id }) => id);
    await running.cart.changeLine({ ...target, lineId: first ?? '', quantity: 7 });
    const left = given(await running.cart.removeLine({ ...target, lineId: second ?? '' }));
    expect(left.lines).toMatchObject([{ id: first, quantity: 7 }]);
    expect((await running.cart.listShippingOptions(target)).options).toEqual([]);
    await running.cart.setShippingAddress({
      ...target,
      address: anAddress({ country: 'DE', postalCode: '10115' }),
    });
    const { options } = await running.cart.listShippingOptions(target);
    expect(options.map(({ id }) => id)).toEqual(['standard', 'express']);
  });

  it('gets a specific error code for each invalid request', async () => {
    const { variantId } = sell();
    const { target } = await create();
    const add = (line: object) => running.cart.addLine({ ...target, variantId, quantity: 1, ...line });
    for (const quantity of [0, -1, 1_000_000])
      await expect(add({ quantity })).rejects.toEqual(refused('request.invalid'));
    await expect(add({ variantId: v7() })).rejects.toEqual(refused('variant.not_found'));
    await expect(add({ cartId: v7() })).rejects.toEqual(refused('cart.not_found'));
    await expect(add({ access: undefined })).rejects.toEqual(refused('cart.not_found'));
    await expect(add({ expectedVersion: 7 })).rejects.toEqual(refused('version.stale'));
    const faulty = anAddress({ country: 'England' });
    for (const address of [undefined, faulty])
      await expect(running.cart.setShippingAddress({ ...target, address })).rejects.toEqual(
        refused('request.invalid'),
      );
  });
});

describe('ids in capitals', () => {
  it('are accepted in every call, and mean the same as in lower case', async () => {
    const { variantId } = sell();
    const userId = v7();
    const { cart, access, target } = await create({ userId: userId.toUpperCase() });
    expect(cart.userId).toBe(userId);
    const loud = {
      cartId: cart.id.toUpperCase(),
      access: { ...access, userId: userId.toUpperCase() },
      idempotencyKey: 'capitals',
    };
    const line = { variantId: variantId.toUpperCase(), quantity: 2 };
    const added = given(await running.cart.addLine({ ...loud, ...line }));
    expect(added.lines).toMatchObject([{ variantId, quantity: 2 }]);
    expect(given(await running.cart.addLine({ ...loud, cartId: cart.id, ...line }))).toEqual(added);
    const lineId = added.lines[0]?.id.toUpperCase() ?? '';
    await running.cart.changeLine({ ...loud, idempotencyKey: '', lineId, quantity: 3 });
    await running.cart.setShippingAddress({ ...loud, idempotencyKey: '', address: anAddress() });
    const orderId = v7();
    const freeze = (id: string) =>
      running.cart.freezeCart({
        ...{ cartId: loud.cartId, access: loud.access, orderId: id },
        ...{
          shippingAddress: undefined,
          shippingOptionId: '',
          billingAddress: undefined,
          expectedTotal: undefined,
        },
      });
    expect(await freeze(orderId)).toEqual(await freeze(orderId.toUpperCase()));
    await running.cart.unfreezeCart({ ...loud, orderId: orderId.toUpperCase() });
    const now = given(await running.cart.getCurrentCart({ userId: loud.access.userId }));
    expect(now).toMatchObject({ id: cart.id, state: CartState.ACTIVE, lines: [{ quantity: 3 }] });
    expect(target.cartId).toBe(now.id);
  });
});

describe('fifty callers at once', () => {
  it('adding to one cart lose no update', async () => {
    const { variantId } = sell();
    const { cart, access, target } = await create();
    await Promise.all(AT_ONCE.map(() => running.cart.addLine({ ...target, variantId, quantity: 1 })));
    expect(await read({ cart, access })).toMatchObject({ lines: [{ quantity: 50 }], version: 51 });
  });

  it('asking for the current cart of a user get the same one', async () => {
    const userId = v7();
    const carts = await Promise.all(AT_ONCE.map(() => running.cart.getCurrentCart({ userId })));
    expect(new Set(carts.map((reply) => given(reply).id)).size).toBe(1);
  });

  it('signing in with one guest cart merge it once', async () => {
    const userId = v7();
    const offers = Array.from({ length: 65 }, () => sell());
    const lines = offers.map(({ variantId }) => ({ variantId, quantity: 2 }));
    const own = given(
      await running.cart.createCart({ userId, lines: lines.slice(0, 1), idempotencyKey: '' }),
    );
    const guest = given(await running.cart.createCart({ userId: '', lines, idempotencyKey: '' }));
    const merged = await Promise.all(
      AT_ONCE.map(() => running.cart.mergeCart({ userId, guestToken: guest.token })),
    );
    expect(new Set(merged.map((reply) => given(reply).id))).toEqual(new Set([own.id]));
    const { lines: after } = given(await running.cart.getCurrentCart({ userId }));
    expect(after).toHaveLength(65);
    expect(after.map(({ quantity }) => quantity)).toEqual([4, ...Array.from({ length: 64 }, () => 2)]);
    const access = { userId: '', token: guest.token };
    expect(await read({ cart: guest, access })).toMatchObject({ state: CartState.MERGED, lines: [] });
  });

  it('freezing one cart succeed for one order', async () => {
    const { variantId } = sell();
    const { cart, access, target } = await create();
    await running.cart.addLine({ ...target, variantId, quantity: 1 });
    const freeze = () =>
      running.cart.freezeCart({
        cartId: cart.id,
        access,
        orderId: v7(),
        shippingAddress: anAddress(),
        shippingOptionId: '',
        billingAddress: undefined,
        expectedTotal: undefined,
      });
    const results = await Promise.allSettled(AT_ONCE.map(freeze));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toEqual(refused('cart.completing'));
  });
});

describe('the same idempotency key', () => {
  it('adds once and repeats the reply, whatever happened since', async () => {
    const { variantId } = sell();
    const { cart, access, target } = await create();
    const add = (quantity: number) =>
      running.cart.addLine({ ...target, variantId, quantity, idempotencyKey: 'add once' });
    const first = await add(2);
    await running.cart.removeLine({ ...target, lineId: given(first).lines[0]?.id ?? '' });
    expect(await add(2)).toEqual(first);
    expect((await read({ cart, access })).lines).toEqual([]);
    await expect(add(3)).rejects.toEqual(refused('idempotency.mismatch'));
  });

  it('fifty times at once changes once and gets equal replies', async () => {
    const { variantId } = sell();
    const { cart, access, target } = await create();
    const answers = await Promise.all(
      AT_ONCE.map(() => running.cart.addLine({ ...target, variantId, quantity: 1, idempotencyKey: 'click' })),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await read({ cart, access })).toMatchObject({ lines: [{ quantity: 1 }], version: 2 });
  });

  it('removes once; the second time is not line.not_found', async () => {
    const { variantId } = sell();
    const { target } = await create();
    const { lines } = given(await running.cart.addLine({ ...target, variantId, quantity: 1 }));
    const remove = () =>
      running.cart.removeLine({ ...target, lineId: lines[0]?.id ?? '', idempotencyKey: 'away' });
    const answers = await Promise.all(AT_ONCE.map(remove));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('creates one cart', async () => {
    const idempotencyKey = v7();
    const carts = await Promise.all(AT_ONCE.map(() => create({ idempotencyKey })));
    expect(new Set(carts.map(({ cart }) => cart.id)).size).toBe(1);
    const userId = v7();
    const users = await Promise.all(AT_ONCE.map((_, i) => create({ userId, idempotencyKey: `${i}` })));
    expect(new Set(users.map(({ cart }) => cart.id)).size).toBe(1);
  });

  it('stores the reply without the token, and returns it with the token', async () => {
    const idempotencyKey = v7();
    const [first, again] = [await create({ idempotencyKey }), await create({ idempotencyKey })];
    expect(again.cart).toEqual(first.cart);
    expect(first.cart.token).toMatch(/^[\w-]{43}$/);
    const kept = await running.db.one<{ response: Buffer }>(
      sql`SELECT response FROM idempotency_keys WHERE key = ${idempotencyKey}`,
    );
    expect(kept.response.includes(first.cart.id)).toBe(true);
    expect(kept.response.includes(first.cart.token)).toBe(false);
  });

  it('stores no reply of a refused change', async () => {
    const offer = sell();
    const { target } = await create();
    const add = () =>
      running.cart.addLine({ ...target, variantId: offer.variantId, quantity: 1, idempotencyKey: 'later' });
    running.catalogue.set(offer.variantId, { ...offer, isOnSale: false });
    await expect(add()).rejects.toEqual(refused('variant.not_found'));
    running.catalogue.set(offer.variantId, offer);
    expect(given(await add()).lines).toHaveLength(1);
  });
});

describe('the constraints of the database', () => {
  it('refuse a second open cart of a user, a frozen cart without prices and an unknown state', async () => {
    const userId = v7();
    const [first, second] = [await create({ userId }), await create({ userId: v7() })];
    const { db } = running;
    await expect(
      db.execute(sql`UPDATE carts SET user_id = ${userId} WHERE id = ${second.cart.id}`),
    ).rejects.toThrow('carts_open_of_user');
    await expect(
      db.execute(sql`UPDATE carts SET state = 'completing' WHERE id = ${first.cart.id}`),
    ).rejects.toThrow('check constraint');
    await expect(
      db.execute(sql`UPDATE carts SET state = 'lost' WHERE id = ${first.cart.id}`),
    ).rejects.toThrow('check constraint');
  });
});
