import { runInContext } from '@tradepost/observability';
import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { nextVersion, type Cart } from '../domain/cart.ts';
import { aShop } from '../testing/a-shop.ts';
import { aCart, aLine, aMoment, anAddress, pounds } from '../testing/builders.ts';
import { MemoryCartStore } from '../testing/memory-cart-store.ts';

const refused = (code: string, kind: string) => expect.objectContaining({ code, kind });

describe('access to a cart', () => {
  it('requires the token of a guest cart, or the user that the cart belongs to', async () => {
    const { store, reading, tokens } = aShop();
    const guest = await store.create(aCart());
    const [userId, stranger] = [v7(), v7()];
    const users = await store.create(aCart({ userId }));
    const open = (cartId: string, token: string, user: string) =>
      reading.byId({ cartId, access: { token, userId: user } });
    const notFound = refused('cart.not_found', 'missing');
    expect(await open(guest.id, tokens.issue(guest.id), '')).toMatchObject({ cart: { id: guest.id } });
    expect(await open(guest.id, tokens.issue(guest.id), userId)).toMatchObject({ cart: { id: guest.id } });
    expect(await open(users.id, '', userId)).toMatchObject({ cart: { id: users.id, userId } });
    await expect(open(guest.id, tokens.issue(users.id), '')).rejects.toEqual(notFound);
    await expect(open(guest.id, '', userId)).rejects.toEqual(notFound);
    await expect(open(guest.id, '', '')).rejects.toEqual(notFound);
    await expect(open(users.id, tokens.issue(users.id), '')).rejects.toEqual(notFound);
    await expect(open(users.id, '', stranger)).rejects.toEqual(notFound);
    await expect(open(v7(), '', userId)).rejects.toEqual(notFound);
    await expect(open('no uuid', '', userId)).rejects.toEqual(notFound);
    await expect(reading.byId({ cartId: guest.id, access: undefined })).rejects.toEqual(notFound);
  });
});

describe('adding a line', () => {
  it('stores the price that is shown, at the quantity of the line', async () => {
    const { store, products, changing, target } = aShop();
    const { variantId } = products.sell({ unitPrice: pounds(250), sku: 'MUG' });
    const cart = await store.create(aCart());
    await changing.addLine(target(cart), variantId, 2);
    await changing.addLine(target(cart), variantId, 3);
    expect(products.calls.at(-1)).toMatchObject([{ variantId, quantity: 5 }]);
    expect((await store.find(cart.id))?.lines).toMatchObject([
      { quantity: 5, unitPrice: pounds(250), sku: 'MUG' },
    ]);
  });

  it('refuses a variant that is not on sale, and saves nothing', async () => {
    const { store, products, changing, target } = aShop();
    const { variantId } = products.sell({ isOnSale: false });
    const cart = await store.create(aCart());
    for (const id of [variantId, v7(), 'no uuid'])
      await expect(changing.addLine(target(cart), id, 1)).rejects.toEqual(
        refused('variant.not_found', 'missing'),
      );
    expect(await store.find(cart.id)).toEqual(cart);
  });

  it('accepts more than is in stock and reports it', async () => {
    const { store, products, changing, target } = aShop();
    const { variantId } = products.sell({ quantityAvailable: 1 });
    const { lines, problems } = await changing.addLine(target(await store.create(aCart())), variantId, 3);
    expect(lines).toMatchObject([{ quantity: 3 }]);
    expect(problems).toMatchObject([{ code: 'stock.insufficient', available: 1 }]);
  });
});

describe('a changed price', () => {
  it('is reported on every read until the line is written again', async () => {
    const { store, products, changing, reading, target } = aShop();
    const { variantId } = products.sell({ unitPrice: pounds(1000) });
    const cart = await store.create(aCart());
    const { lines } = await changing.addLine(target(cart), variantId, 1);
    products.sell({ variantId, unitPrice: pounds(1200) });
    const problems = [{ code: 'price.changed', previous: pounds(1000), current: pounds(1200) }];
    expect((await reading.byId(target(cart))).problems).toMatchObject(problems);
    expect((await changing.setShippingAddress(target(cart), anAddress())).problems).toMatchObject(problems);
    const accepted = await changing.changeLine(target(cart), lines[0]?.id ?? '', 1);
    expect(accepted.problems).toEqual([]);
    expect((await reading.byId(target(cart))).problems).toEqual([]);
  });
});

describe('a shipping address', () => {
  it('that is refused has the names of its fields as the request has them', async () => {
    const { store, changing, target } = aShop();
    const cart = await store.create(aCart());
    await expect(
      changing.setShippingAddress(target(cart), anAddress({ country: 'UK' })),
    ).rejects.toMatchObject({ code: 'request.invalid', facts: { errors: [{ field: 'country' }] } });
  });
});

describe('a shipping option', () => {
  it('can be chosen when it is available at the address, and is then part of the totals', async () => {
    const { store, products, changing, reading, target } = aShop();
    const { variantId } = products.sell({ unitPrice: pounds(1000) });
    const cart = await store.create(aCart());
    await changing.addLine(target(cart), variantId, 1);
    const choose = (id: string) => changing.chooseShippingOption(target(cart), id);
    const unavailable = refused('shipping.unavailable', 'conflict');
    expect(await reading.shippingOptions(target(cart))).toEqual([]);
    await expect(choose('standard')).rejects.toEqual(unavailable);
    await changing.setShippingAddress(target(cart), anAddress());
    expect((await reading.shippingOptions(target(cart)))[0]?.id).toBe('standard');
    await expect(choose('pigeon')).rejects.toEqual(unavailable);
    expect((await choose('standard')).totals).toMatchObject({
      shipping: pounds(395),
      grand: pounds(1395),
    });
  });
});

/** Another writer is faster for the first `losses` saves. */
class BusyStore extends MemoryCartStore {
  losses = 0;
  winner = nextVersion;

  override async save(...[change, now]: Parameters<MemoryCartStore['save']>) {
    if (this.losses-- > 0) await this.change(change.before.id, this.winner, aMoment);
    return super.save(change, now);
  }
}

/** Caches what the spec puts into `outdated`. */
class CachingStore extends MemoryCartStore {
  readonly outdated = new Map<string, Cart>();
  reads = 0;

  override cached(cartId: string) {
    return this.outdated.get(cartId);
  }

  override async find(cartId: string) {
    this.reads++;
    return super.find(cartId);
  }
}

describe('a cached cart', () => {
  const setUp = async () => {
    const store = new CachingStore();
    const shop = aShop(store);
    const line = aLine({ variantId: shop.products.sell().variantId });
    const cart = await store.create(aCart({ lines: [line] }));
    store.outdated.set(cart.id, cart);
    return { ...shop, store, cart, line };
  };

  it('is changed without being read', async () => {
    const { store, changing, target, cart, line } = await setUp();
    expect(await changing.changeLine(target(cart), line.id, 9)).toMatchObject({ cart: { version: 2 } });
    expect(store.reads).toBe(0);
  });

  it('that is outdated overwrites no other change', async () => {
    const { store, changing, target, cart, line } = await setUp();
    await store.change(cart.id, (now) => nextVersion({ ...now, shippingOptionId: 'express' }), aMoment);
    const after = await changing.changeLine(target(cart), line.id, 9);
    expect(after.cart).toMatchObject({ shippingOptionId: 'express', version: 3, lines: [{ quantity: 9 }] });
  });

  it('that is outdated causes no refusal', async () => {
    const { store, products, changing, target, cart } = await setUp();
    const second = aLine({ variantId: products.sell().variantId });
    await store.change(cart.id, (now) => nextVersion({ ...now, lines: [...now.lines, second] }), aMoment);
    const expecting = { ...target(cart), expectedVersion: 2 };
    expect((await changing.changeLine(expecting, second.id, 4)).lines).toMatchObject([{}, { quantity: 4 }]);
  });

  it('that is outdated is not returned when there is nothing to change', async () => {
    const { store, changing, target, cart, line } = await setUp();
    await changing.changeLine(target(cart), line.id, 9);
    store.outdated.set(cart.id, cart);
    const same = await changing.changeLine(target(cart), line.id, cart.lines[0]?.quantity ?? 0);
    expect(same.cart.version).toBe(3);
  });

  it('is accessible to its owner only', async () => {
    const { changing, cart, line } = await setUp();
    const stranger = { cartId: cart.id, access: { userId: v7(), token: '' } };
    await expect(changing.changeLine(stranger, line.id, 9)).rejects.toEqual(
      refused('cart.not_found', 'missing'),
    );
  });
});

describe('a lost race', () => {
  const setUp = async (losses: number) => {
    const store = new BusyStore();
    const shop = aShop(store);
    const line = aLine({ variantId: shop.products.sell().variantId });
    const cart = await store.create(aCart({ lines: [line] }));
    store.losses = losses;
    return { ...shop, store, cart, line };
  };

  it('is repeated up to three times, on the state that the winner left', async () => {
    const { changing, target, cart, line } = await setUp(3);
    const after = await changing.changeLine(target(cart), line.id, 9);
    expect(after).toMatchObject({ lines: [{ quantity: 9 }], cart: { version: 5 } });
  });

  it('then fails with a retryable error', async () => {
    const { changing, target, cart, line } = await setUp(4);
    await expect(changing.changeLine(target(cart), line.id, 9)).rejects.toMatchObject({
      name: 'RetryableError',
      reason: 'aborted',
    });
  });

  it('against a writer that did not change the version leaves the expected version valid', async () => {
    const { changing, target, cart, line, store } = await setUp(1);
    store.winner = (other: Cart) => ({ ...other });
    const after = await changing.changeLine({ ...target(cart), expectedVersion: 1 }, line.id, 9);
    expect(after.cart).toMatchObject({ version: 2, revision: 3 });
  });

  it('is a stale version if a version was expected', async () => {
    const { changing, target, cart, line } = await setUp(1);
    const stale = refused('version.stale', 'stale');
    const at = (expectedVersion: number) =>
      changing.changeLine({ ...target(cart), expectedVersion }, line.id, 9);
    await expect(at(1)).rejects.toEqual(stale);
    await expect(at(1)).rejects.toEqual(stale);
    await expect(at(2)).resolves.toMatchObject({ cart: { version: 3 } });
  });
});

describe('fifty changes of one cart at once', () => {
  it('run one after the other: none is lost and none is repeated', async () => {
    const { store, products, changing, target } = aShop();
    const { variantId } = products.sell();
    const cart = await store.create(aCart());
    await Promise.all(Array.from({ length: 50 }, () => changing.addLine(target(cart), variantId, 1)));
    expect(await store.find(cart.id)).toMatchObject({ lines: [{ quantity: 50 }], version: 51 });
    expect(products.calls).toHaveLength(50);
  });

  it('do no work for a caller that cancelled while waiting', async () => {
    const { store, products, changing, target } = aShop();
    const { variantId } = products.sell();
    const cart = await store.create(aCart());
    const gone = new AbortController();
    const context = { traceId: '', spanId: '', signal: gone.signal };
    const first = changing.addLine(target(cart), variantId, 1);
    const second = runInContext(context, () => changing.addLine(target(cart), variantId, 1));
    gone.abort();
    await expect(second).rejects.toMatchObject({ reason: 'cancelled' });
    await first;
    expect(products.calls).toHaveLength(1);
  });

  it('continue when one of them is refused', async () => {
    const { store, products, changing, target } = aShop();
    const { variantId } = products.sell();
    const cart = await store.create(aCart());
    const results = await Promise.allSettled([
      changing.addLine(target(cart), v7(), 1),
      changing.addLine(target(cart), variantId, 1),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
