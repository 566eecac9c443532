import { money } from '@tradepost/decision';
import { describe, expect, it } from '@jest/globals';
import { aShopIn, aCart, aLine, anAddress, anOffer, offersOf, pounds } from '../testing/builders.ts';
import type { Line } from './cart.ts';
import { priceCart, withShownPrices, type Offer, type PricedCart } from './pricing.ts';

const priced = (line: Partial<Line>, offer?: Partial<Offer>): PricedCart => {
  const it = aLine(line);
  const offers = offer ? offersOf(anOffer({ variantId: it.variantId, ...offer })) : offersOf();
  return priceCart(aCart({ lines: [it] }), offers, aShopIn('GBP'));
};

describe('a priced cart', () => {
  it('shows the present data of the catalogue', () => {
    const { lines, problems, totals } = priced({ quantity: 3 }, { unitPrice: pounds(250), title: 'Mug' });
    expect(lines).toMatchObject([{ title: 'Mug', unitPrice: pounds(250), total: pounds(750) }]);
    expect(problems).toEqual([]);
    expect(totals.items).toEqual(pounds(750));
  });

  it('reports the stock when it is too low, and keeps the quantity', () => {
    const { lines, problems } = priced({ quantity: 5 }, { quantityAvailable: 2 });
    expect(problems).toMatchObject([{ code: 'stock.insufficient', available: 2, lineId: lines[0]?.id }]);
    expect(lines[0]?.quantity).toBe(5);
  });

  it('treats a missing stock figure as unlimited, and exactly enough as enough', () => {
    expect(priced({ quantity: 999_999 }, {}).problems).toEqual([]);
    expect(priced({ quantity: 5 }, { quantityAvailable: 5 }).problems).toEqual([]);
  });

  it('reports a quantity above the limit per customer', () => {
    const { problems } = priced({ quantity: 5 }, { maxPerCustomer: 4 });
    expect(problems).toMatchObject([{ code: 'line.over_customer_limit', limit: 4 }]);
    expect(priced({ quantity: 5 }, { maxPerCustomer: 5 }).problems).toEqual([]);
  });

  it('reports a price that differs from the stored one', () => {
    const { problems, totals } = priced({ unitPrice: pounds(1000) }, { unitPrice: pounds(1200) });
    expect(problems).toMatchObject([
      { code: 'price.changed', previous: pounds(1000), current: pounds(1200) },
    ]);
    expect(totals.items).toEqual(pounds(1200));
  });

  it('names a line by its stored data when its variant no longer exists', () => {
    const last = { sku: 'MUG', title: 'Mug', unitPrice: pounds(300), quantity: 2 };
    const { lines, problems, totals } = priced(last);
    expect(problems).toMatchObject([
      { code: 'variant.unavailable', detail: 'Mug is no longer on sale; remove it.' },
    ]);
    expect(lines).toMatchObject([{ sku: 'MUG', title: 'Mug', total: pounds(600) }]);
    expect(totals.items).toEqual(pounds(600));
    expect(priced(last, { isOnSale: false }).problems).toMatchObject([{ code: 'variant.unavailable' }]);
  });

  it('sums one currency only and reports lines in another one', () => {
    const [tea, coffee] = [aLine(), aLine()];
    const offers = offersOf(
      anOffer({ variantId: tea.variantId, unitPrice: pounds(500) }),
      anOffer({ variantId: coffee.variantId, unitPrice: money(700, 'EUR') }),
    );
    const { problems, totals, currency } = priceCart(aCart({ lines: [tea, coffee] }), offers, aShopIn('GBP'));
    expect(currency).toBe('GBP');
    expect(problems).toMatchObject([{ code: 'currency.mixed', lineId: coffee.id }]);
    expect(totals.items).toEqual(pounds(500));
  });

  it('has the currency of the shop and all totals while it is empty', () => {
    const { currency, totals } = priceCart(aCart(), offersOf(), aShopIn('EUR'));
    expect(currency).toBe('EUR');
    expect(totals).toMatchObject({ items: money(0, 'EUR'), grand: money(0, 'EUR'), taxIncluded: true });
  });

  it('includes the chosen shipping option, or reports that it is not available for the address', () => {
    const line = aLine();
    const offers = offersOf(anOffer({ variantId: line.variantId, unitPrice: pounds(1000) }));
    const to = (country: string) =>
      priceCart(
        aCart({ lines: [line], shippingAddress: anAddress({ country }), shippingOptionId: 'nominated' }),
        offers,
        aShopIn('GBP'),
      );
    expect(to('GB')).toMatchObject({
      problems: [],
      totals: { shipping: pounds(595), grand: pounds(1595), tax: pounds(266) },
    });
    expect(to('US')).toMatchObject({
      problems: [{ code: 'shipping.unavailable', lineId: '' }],
      shippingOption: null,
      totals: { shipping: pounds(0), grand: pounds(1000), tax: pounds(0) },
    });
  });
});

describe('a cart of several tax classes', () => {
  const [book, mug] = [aLine(), aLine()];
  const offers = offersOf(
    anOffer({ variantId: book.variantId, unitPrice: pounds(1000), taxClass: 'zero' }),
    anOffer({ variantId: mug.variantId, unitPrice: pounds(1200) }),
  );

  it('shows the tax of each line and by rate once the destination is known', () => {
    const before = priceCart(aCart({ lines: [book, mug] }), offers, aShopIn('GBP'));
    expect(before.lines.map(({ taxClass, tax }) => [taxClass, tax])).toEqual([
      ['zero', null],
      ['standard', null],
    ]);
    expect(before.totals).toMatchObject({ tax: pounds(0), taxLines: [] });
    const shippingAddress = anAddress();
    const { lines, totals } = priceCart(
      aCart({ lines: [book, mug], shippingAddress }),
      offers,
      aShopIn('GBP'),
    );
    expect(lines.map(({ tax }) => tax)).toEqual([
      { rate: 0, amount: pounds(0) },
      { rate: 2000, amount: pounds(200) },
    ]);
    expect(totals.taxLines).toEqual([
      { rate: 2000, net: pounds(1000), tax: pounds(200) },
      { rate: 0, net: pounds(1000), tax: pounds(0) },
    ]);
  });

  it('shows no tax of a line that counts in no total', () => {
    const coffee = aLine();
    const euros = anOffer({ variantId: coffee.variantId, unitPrice: money(700, 'EUR') });
    const mixed = new Map([...offers, [coffee.variantId, euros]]);
    const cart = aCart({ lines: [mug, coffee], shippingAddress: anAddress() });
    const { lines, totals } = priceCart(cart, mixed, aShopIn('GBP'));
    expect(lines.map(({ tax }) => tax?.amount ?? null)).toEqual([pounds(200), null]);
    expect(totals.tax).toEqual(pounds(200));
  });
});

describe('a cart of which nothing is shipped', () => {
  const voucher = aLine();
  const sold = { variantId: voucher.variantId, unitPrice: pounds(2500), taxClass: 'zero' } as const;
  const offers = offersOf(anOffer({ ...sold, requiresShipping: false }));

  it('has no shipping option, whatever was chosen for earlier lines', () => {
    const cart = aCart({ lines: [voucher], shippingAddress: anAddress(), shippingOptionId: 'nominated' });
    expect(priceCart(cart, offers, aShopIn('GBP'))).toMatchObject({
      problems: [],
      shippingOption: null,
      totals: { shipping: pounds(0), grand: pounds(2500), tax: pounds(0) },
    });
  });

  it('is shipped as today when something else is', () => {
    const mug = aLine();
    const mixed = new Map([...offers, [mug.variantId, anOffer({ variantId: mug.variantId })]]);
    const cart = aCart({
      ...{ lines: [voucher, mug], shippingAddress: anAddress(), shippingOptionId: 'standard' },
    });
    // What is free from 50 pounds on is not free for a voucher of 25 and a mug.
    expect(priceCart(cart, mixed, aShopIn('GBP')).totals).toMatchObject({
      shipping: pounds(395),
      tax: pounds(282 + 1),
    });
    const many = { ...cart, lines: [{ ...voucher, quantity: 100 }, mug] };
    expect(priceCart(many, mixed, aShopIn('GBP')).totals.shipping).toEqual(pounds(395));
  });
});

describe('prices that are stored with lines', () => {
  it('are updated on the touched lines only', () => {
    const [old, written] = [aLine({ unitPrice: pounds(1) }), aLine()];
    const offers = offersOf(
      anOffer({ variantId: old.variantId, unitPrice: pounds(2) }),
      anOffer({ variantId: written.variantId, unitPrice: pounds(3), sku: 'CUP', title: 'Cup' }),
    );
    expect(withShownPrices([old, written], [written.id], offers)).toEqual([
      old,
      { ...written, unitPrice: pounds(3), sku: 'CUP', title: 'Cup' },
    ]);
  });

  it('leave the line object as it is when nothing differs', () => {
    const line = aLine({ unitPrice: pounds(3), sku: 'CUP', title: 'Cup' });
    const offer = anOffer({ variantId: line.variantId, unitPrice: pounds(3), sku: 'CUP', title: 'Cup' });
    expect(withShownPrices([line], [line.id], offersOf(offer))[0]).toBe(line);
  });
});
