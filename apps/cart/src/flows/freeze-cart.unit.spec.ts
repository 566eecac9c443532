import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import type { Cart } from '../domain/cart.ts';
import { aShop } from '../testing/a-shop.ts';
import { aCart, aChange, aLine, anAddress, pounds } from '../testing/builders.ts';

const refused = (code: string) => expect.objectContaining({ code, kind: 'conflict' });

const setUp = async (over: Partial<Cart> = {}) => {
  const shop = aShop();
  const offer = shop.products.sell({ unitPrice: pounds(1000) });
  const line = aLine({ variantId: offer.variantId, quantity: 2, unitPrice: pounds(1000) });
  const cart = await shop.store.create(aCart({ lines: [line] }));
  const ready = await shop.store.save(
    aChange(cart, { shippingAddress: anAddress(), ...over }),
    cart.updatedAt,
  );
  if (!ready) throw new Error('the cart was not saved');
  const order = (request: Partial<Parameters<typeof shop.freezing.freeze>[0]> = {}) =>
    shop.freezing.freeze({ ...shop.target(cart), orderId: v7(), shippingOptionId: '', ...request });
  const stored = async () => (await shop.store.find(cart.id)) ?? cart;
  return { ...shop, cart: ready, offer, line, order, stored };
};

describe('freezing a cart', () => {
  it('fixes prices for one order, which gets the same prices again after they changed', async () => {
    const { order, products, offer, stored, reading, target, cart } = await setUp();
    const orderId = v7();
    const first = await order({ orderId, expectedTotal: pounds(2395) });
    products.sell({ ...offer, unitPrice: pounds(9999) });
    expect(await order({ orderId, expectedTotal: pounds(2395) })).toEqual(first);
    expect(await stored()).toMatchObject({ state: 'completing', frozenFor: orderId });
    const before = products.calls.length;
    expect(await reading.byId(target(cart))).toMatchObject({
      totals: first.totals,
      lines: first.lines,
    });
    expect(products.calls.slice(before)).toEqual([[]]);
  });

  it('prefers address and option of the order, without changing those of the cart', async () => {
    const { order, stored } = await setUp({ shippingOptionId: 'express' });
    const abroad = anAddress({ country: 'DE', postalCode: '10115' });
    const checkout = await order({ shippingAddress: abroad, shippingOptionId: 'standard' });
    expect(checkout).toMatchObject({
      shippingAddress: abroad,
      shippingOption: { id: 'standard', price: pounds(995) },
    });
    expect(await stored()).toMatchObject({ shippingAddress: anAddress(), shippingOptionId: 'express' });
  });

  it('is repeated for its order, whatever the rules of addresses are by then', async () => {
    const { order } = await setUp();
    const orderId = v7();
    const first = await order({ orderId });
    expect(await order({ orderId, shippingAddress: anAddress({ country: 'UK' }) })).toEqual(first);
  });

  it('is refused while the stored address is in no country, as earlier rules let it be', async () => {
    const { order } = await setUp({ shippingAddress: anAddress({ country: 'UK' }) });
    await expect(order()).rejects.toEqual(refused('shipping.unavailable'));
    const checkout = await order({ shippingAddress: anAddress() });
    expect(checkout.shippingAddress?.country).toBe('GB');
  });

  it('is refused, and changes nothing, for an address of no country', async () => {
    const { order, stored } = await setUp();
    const before = await stored();
    const refusal = expect.objectContaining({ code: 'request.invalid', kind: 'invalid' });
    await expect(order({ shippingAddress: anAddress({ country: 'UK' }) })).rejects.toEqual(refusal);
    expect(await stored()).toEqual(before);
  });

  it('is refused, and changes nothing, for an unexpected total, too little stock or an ended sale', async () => {
    const { order, products, offer, stored } = await setUp();
    const before = await stored();
    await expect(order({ expectedTotal: pounds(1) })).rejects.toEqual(refused('price.drift'));
    products.sell({ ...offer, quantityAvailable: 1 });
    await expect(order()).rejects.toEqual(refused('stock.insufficient'));
    products.sell({ ...offer, isOnSale: false });
    await expect(order()).rejects.toEqual(refused('variant.unavailable'));
    expect(await stored()).toEqual(before);
  });

  it('is refused for an empty cart, and without an address', async () => {
    const empty = await setUp({ lines: [] });
    await expect(empty.order()).rejects.toEqual(refused('cart.empty'));
    const withoutAddress = await setUp({ shippingAddress: null });
    await expect(withoutAddress.order()).rejects.toEqual(refused('shipping.unavailable'));
  });

  it('succeeds for exactly one of fifty concurrent orders', async () => {
    const { order, stored } = await setUp();
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => order()));
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toEqual(refused('cart.completing'));
    expect((await stored()).state).toBe('completing');
  });

  it('prices again when the cart changed during the call for prices', async () => {
    const { order, products, changing, target, cart, line } = await setUp();
    products.meanwhile = async () => {
      products.meanwhile = async () => {};
      await changing.changeLine(target(cart), line.id, 5);
    };
    expect((await order()).lines).toMatchObject([{ quantity: 5 }]);
  });
});

describe('releasing a cart', () => {
  it('makes it active again, for changes and the next order', async () => {
    const { order, freezing, changing, target, cart, line } = await setUp();
    const orderId = v7();
    await order({ orderId });
    const change = () => changing.changeLine(target(cart), line.id, 1);
    await expect(change()).rejects.toEqual(refused('cart.completing'));
    await freezing.unfreeze(target(cart), orderId);
    expect(await change()).toMatchObject({ cart: { state: 'active' } });
    expect((await order()).lines).toMatchObject([{ variantId: line.variantId, quantity: 1 }]);
  });

  it('works before the freeze it belongs to, which is then refused', async () => {
    const { order, freezing, products, stored, target, cart } = await setUp();
    const orderId = v7();
    products.meanwhile = () => freezing.unfreeze(target(cart), orderId);
    await expect(order({ orderId })).rejects.toEqual(refused('freeze.refused'));
    expect(await stored()).toMatchObject({ state: 'active', refusedOrders: [orderId] });
    products.meanwhile = async () => {};
    await expect(order({ orderId })).rejects.toEqual(refused('freeze.refused'));
    expect((await order()).lines).toHaveLength(1);
    expect(await stored()).toMatchObject({ state: 'completing' });
  });

  it('changes nothing for another order, an unknown cart or invalid ids', async () => {
    const { order, freezing, stored, target, cart } = await setUp();
    await order();
    await freezing.unfreeze(target(cart), v7());
    await freezing.unfreeze(target({ id: v7(), userId: null }), v7());
    await freezing.unfreeze({ cartId: 'nonsense', access: undefined }, 'nonsense');
    expect((await stored()).state).toBe('completing');
  });
});

describe('a quote without a cart', () => {
  const to = { shippingAddress: anAddress(), shippingOptionId: '' };

  it('sums lines of one variant and takes the cheapest shipping option', async () => {
    const { quoting, products, offer } = await setUp();
    const wanted = { variantId: offer.variantId, quantity: 2 };
    const checkout = await quoting.run({ ...to, lines: [wanted, wanted], expectedTotal: pounds(4395) });
    expect(products.calls.at(-1)).toMatchObject([{ variantId: offer.variantId, quantity: 4 }]);
    expect(checkout).toMatchObject({ lines: [{ quantity: 4 }], totals: { grand: pounds(4395) } });
  });

  it('is refused for the same reasons as a freeze', async () => {
    const { quoting, products, offer } = await setUp();
    const lines = [{ variantId: offer.variantId, quantity: 1 }];
    const quote = (over: object) => quoting.run({ ...to, lines, ...over });
    await expect(quote({ lines: [] })).rejects.toEqual(refused('cart.empty'));
    await expect(quote({ lines: [{ variantId: v7(), quantity: 1 }] })).rejects.toEqual(
      refused('variant.unavailable'),
    );
    await expect(quote({ expectedTotal: pounds(1) })).rejects.toEqual(refused('price.drift'));
    await expect(
      quote({ shippingAddress: undefined, billingAddress: to.shippingAddress }),
    ).rejects.toMatchObject({
      ...{ kind: 'invalid', code: 'request.invalid' },
      facts: { errors: [{ field: 'shippingAddress' }] },
    });
    await expect(quote({ lines: [{ variantId: 'no uuid', quantity: 1 }] })).rejects.toEqual(
      refused('variant.unavailable'),
    );
    expect(products.calls.at(-1)).toEqual([]);
  });
});
