import { DomainError, money } from '@tradepost/decision';
import { describe, expect, it } from '@jest/globals';
import { aShopIn, aLine, anAddress, anOffer, offersOf, pounds } from '../testing/builders.ts';
import type { Line } from './cart.ts';
import { checkOut, type Terms } from './checkout.ts';
import type { Offer } from './pricing.ts';

const terms: Terms = { shippingAddress: anAddress(), shippingOptionId: null };

const sold = (line: Partial<Line> = {}, offer: Partial<Offer> = {}) => {
  const it = aLine(line);
  return { line: it, offer: anOffer({ variantId: it.variantId, ...offer }) };
};

const refusal = (work: () => unknown): DomainError => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
};

describe('checking out', () => {
  it('fixes lines, totals, address and the cheapest shipping option', () => {
    const { line, offer } = sold({ quantity: 2 }, { unitPrice: pounds(1000) });
    const checkout = checkOut(
      [line],
      offersOf(offer),
      { ...terms, expectedTotal: pounds(2395) },
      aShopIn('GBP'),
    );
    expect(checkout).toMatchObject({
      currency: 'GBP',
      lines: [{ id: line.id, quantity: 2, total: pounds(2000) }],
      totals: { items: pounds(2000), shipping: pounds(395), grand: pounds(2395), tax: pounds(399) },
      shippingOption: { id: 'standard' },
      shippingAddress: anAddress(),
    });
  });

  it('refuses an empty cart', () => {
    expect(refusal(() => checkOut([], offersOf(), terms, aShopIn('GBP'))).code).toBe('cart.empty');
  });

  it('lists every line that is no longer on sale', () => {
    const [missing, onSale] = [sold(), sold()];
    const error = refusal(() =>
      checkOut([missing.line, onSale.line], offersOf(onSale.offer), terms, aShopIn('GBP')),
    );
    expect(error).toMatchObject({
      kind: 'conflict',
      code: 'variant.unavailable',
      facts: { errors: [{ code: 'variant.unavailable', lineId: missing.line.id }] },
    });
  });

  it('lists every line that is short of stock, with the available quantity', () => {
    const { line, offer } = sold({ quantity: 3 }, { quantityAvailable: 1 });
    const error = refusal(() => checkOut([line], offersOf(offer), terms, aShopIn('GBP')));
    expect(error).toMatchObject({
      kind: 'conflict',
      code: 'stock.insufficient',
      facts: { errors: [{ code: 'stock.insufficient', variantId: line.variantId, available: 1 }] },
    });
  });

  it('refuses lines in two currencies', () => {
    const [tea, coffee] = [sold(), sold({}, { unitPrice: money(1, 'EUR') })];
    const offers = offersOf(tea.offer, coffee.offer);
    expect(refusal(() => checkOut([tea.line, coffee.line], offers, terms, aShopIn('GBP'))).code).toBe(
      'currency.mixed',
    );
  });

  it('refuses a shipping option that is not available at the address', () => {
    const { line, offer } = sold();
    const abroad: Terms = { shippingAddress: anAddress({ country: 'US' }), shippingOptionId: 'nominated' };
    expect(refusal(() => checkOut([line], offersOf(offer), abroad, aShopIn('GBP'))).code).toBe(
      'shipping.unavailable',
    );
  });
});

describe('checking out what is not shipped', () => {
  const voucher = () => sold({}, { unitPrice: pounds(2500), taxClass: 'zero', requiresShipping: false });

  it('needs no shipping option and charges none', () => {
    const { line, offer } = voucher();
    const checkout = checkOut(
      [line],
      offersOf(offer),
      { ...terms, shippingOptionId: 'express' },
      aShopIn('GBP'),
    );
    expect(checkout).toMatchObject({
      lines: [{ requiresShipping: false, tax: { rate: 0, amount: pounds(0) } }],
      totals: { shipping: pounds(0), tax: pounds(0), grand: pounds(2500) },
      shippingOption: { id: '', price: pounds(0) },
    });
  });

  it('needs an address only for its tax', () => {
    const { line, offer } = voucher();
    const nowhere: Terms = { shippingAddress: null, shippingOptionId: null };
    expect(refusal(() => checkOut([line], offersOf(offer), nowhere, aShopIn('GBP'))).code).toBe(
      'address.missing',
    );
    expect(refusal(() => checkOut([line], offersOf(offer), nowhere, aShopIn('GBP'))).message).toContain(
      'the invoice has it',
    );
    const download = sold({}, { unitPrice: pounds(1190), requiresShipping: false });
    const billingAddress = anAddress({ country: 'DE' });
    const german: Terms = { ...nowhere, billingAddress };
    expect(checkOut([download.line], offersOf(download.offer), german, aShopIn('GBP'))).toMatchObject({
      totals: {
        ...{ tax: pounds(190), grand: pounds(1190) },
        taxLines: [{ rate: 1900, net: pounds(1000), tax: pounds(190) }],
      },
      shippingAddress: billingAddress,
    });
    const mug = sold();
    expect(refusal(() => checkOut([mug.line], offersOf(mug.offer), german, aShopIn('GBP'))).code).toBe(
      'shipping.unavailable',
    );
    const inOneCall = { ...german, isWithoutCart: true };
    expect(refusal(() => checkOut([mug.line], offersOf(mug.offer), inOneCall, aShopIn('GBP')))).toMatchObject(
      {
        kind: 'invalid',
        code: 'request.invalid',
        facts: { errors: [{ code: 'field.required', field: 'shippingAddress' }] },
      },
    );
    expect(checkOut([download.line], offersOf(download.offer), inOneCall, aShopIn('GBP'))).toMatchObject({
      shippingAddress: billingAddress,
    });
  });

  it('counts only what is shipped for free delivery', () => {
    const [card, mug] = [voucher(), sold({}, { unitPrice: pounds(4900) })];
    const offers = offersOf(card.offer, mug.offer);
    expect(checkOut([card.line, mug.line], offers, terms, aShopIn('GBP')).totals.shipping).toEqual(
      pounds(395),
    );
    const kettle = sold({}, { unitPrice: pounds(5000) });
    const free = checkOut(
      [card.line, kettle.line],
      offersOf(card.offer, kettle.offer),
      terms,
      aShopIn('GBP'),
    );
    expect(free.totals.shipping).toEqual(pounds(0));
  });
});

describe('price drift', () => {
  it('reports both totals and each line whose price changed, in the money format of the public API', () => {
    const dearer = sold({ unitPrice: pounds(900) }, { unitPrice: pounds(1000), sku: 'MUG' });
    const same = sold({ unitPrice: pounds(500) }, { unitPrice: pounds(500) });
    const offers = offersOf(dearer.offer, same.offer);
    const error = refusal(() =>
      checkOut([dearer.line, same.line], offers, { ...terms, expectedTotal: pounds(1795) }, aShopIn('GBP')),
    );
    expect(error).toMatchObject({
      kind: 'conflict',
      code: 'price.drift',
      facts: {
        expectedTotal: { amount: 1795, currency: 'GBP' },
        actualTotal: { amount: 1895, currency: 'GBP' },
        errors: [
          {
            code: 'price.changed',
            lineId: dearer.line.id,
            variantId: dearer.line.variantId,
            sku: 'MUG',
            previous: { amount: 900, currency: 'GBP' },
            current: { amount: 1000, currency: 'GBP' },
          },
        ],
      },
    });
  });

  it('includes a different currency, and is not checked without an expected total', () => {
    const { line, offer } = sold({ unitPrice: pounds(1) }, { unitPrice: pounds(1000) });
    const offers = offersOf(offer);
    const euros = { ...terms, expectedTotal: money(1395, 'EUR') };
    expect(refusal(() => checkOut([line], offers, euros, aShopIn('GBP'))).code).toBe('price.drift');
    expect(checkOut([line], offers, terms, aShopIn('GBP')).totals.grand).toEqual(pounds(1395));
  });

  it('stays small enough for a gRPC trailer with 500 lines', () => {
    const many = Array.from({ length: 500 }, () =>
      sold({ unitPrice: pounds(1) }, { title: 'Käsereibe für Émile, zwölf Stück'.repeat(3) }),
    );
    const offers = offersOf(...many.map(({ offer }) => offer));
    const lines = many.map(({ line }) => line);
    const error = refusal(() =>
      checkOut(lines, offers, { ...terms, expectedTotal: pounds(1) }, aShopIn('GBP')),
    );
    const errors = error.facts['errors'] as unknown[];
    expect(JSON.stringify(error.facts).length).toBeLessThan(5_500);
    expect(errors.length).toBeGreaterThan(5);
    expect(errors.length + Number(error.facts['errorsLeftOut'])).toBe(500);
  });
});
