import type { Schema } from '@tradepost/api-client';
import { describe, expect, it } from '@jest/globals';
import { choose, most, variantOf, withValue } from './choice.ts';

type Product = Schema<'Product'>;

const aVariant = (colour: string, size: string, available = true): Schema<'Variant'> => ({
  ...{ id: `${colour}-${size}`, sku: `SKU-${colour}-${size}`, options: { Colour: colour, Size: size } },
  ...{ price: { amount: 100, currency: 'GBP' }, compareAtPrice: null, tiers: [], available },
  ...{
    ...{ barcode: null, gtin: null, backordered: false, taxClass: 'standard', requiresShipping: true },
    quantityAvailable: available ? 3 : 0,
    imageUrl: null,
    weightGrams: null,
    maxPerCustomer: null,
    version: 1,
  },
});

// Moss has no S, and its M is sold out.
const product: Product = {
  ...{
    id: 'p',
    slug: 'shirt',
    title: 'Shirt',
    vendor: '',
    description: '',
    descriptionHtml: '',
    status: 'active',
    tags: [],
  },
  ...{ images: [], breadcrumbs: [], updatedAt: '', version: 1 },
  options: [
    { name: 'Colour', values: ['Oat', 'Moss', 'Plum'] },
    { name: 'Size', values: ['S', 'M', 'L'] },
  ],
  variants: [
    ...[aVariant('Oat', 'S', false), aVariant('Oat', 'M')],
    ...[aVariant('Moss', 'M', false), aVariant('Moss', 'L')],
  ],
};

const chosen = (search: string) => choose(product, new URLSearchParams(search));
const statesOf = (search: string, at: number) =>
  chosen(search).options[at]?.values.map(({ value, isChosen, isImpossible, isSoldOut }) =>
    [value, isChosen && 'chosen', isImpossible && 'impossible', isSoldOut && 'sold out']
      .filter(Boolean)
      .join(' '),
  );

describe('choosing a variant', () => {
  it('starts with the first available one', () => expect(chosen('').variant?.id).toBe('Oat-M'));

  it('follows the options of the URL', () =>
    expect(chosen('option.Colour=Moss&option.Size=L').variant?.id).toBe('Moss-L'));

  it.each(['variant=Moss-L', 'variant=SKU-Moss-L'])('follows %s', (search) =>
    expect(chosen(search).variant?.id).toBe('Moss-L'),
  );

  it('prefers an option of the URL to its variant', () =>
    expect(chosen('variant=Moss-L&option.Colour=Oat').variant?.id).toBe('Oat-M'));

  it('falls back to a similar variant when the combination does not exist', () =>
    expect(chosen('option.Colour=Moss&option.Size=S').variant?.id).toBe('Moss-M'));

  it('ignores what the product does not have', () =>
    expect(chosen('option.Colour=Neon&option.Size=XXL&variant=nothing').variant?.id).toBe('Oat-M'));

  it('marks values that are impossible or sold out with the preceding options', () => {
    expect(statesOf('option.Colour=Moss', 0)).toEqual(['Oat', 'Moss chosen', 'Plum impossible']);
    expect(statesOf('option.Colour=Moss', 1)).toEqual(['S impossible', 'M chosen sold out', 'L']);
  });

  it('selects the only variant of a product without options', () =>
    expect(
      choose({ ...product, options: [], variants: [aVariant('', '')] }, new URLSearchParams()).variant?.id,
    ).toBe('-'));
});

describe('the URL of another value', () => {
  it('contains all options and drops variant and picture', () => {
    const search = new URLSearchParams('variant=Moss-L&picture=2&utm=x');
    expect(withValue(choose(product, search), 'Colour', 'Oat', search)).toBe(
      '?utm=x&option.Colour=Oat&option.Size=M',
    );
  });
});

describe('a URL made of options', () => {
  it('never names a combination that does not exist', () => {
    const search = new URLSearchParams('option.Colour=Oat&option.Size=S');
    expect(withValue(choose(product, search), 'Colour', 'Moss', search)).toBe(
      '?option.Colour=Moss&option.Size=M',
    );
  });
});

describe('the variant of a submitted form', () => {
  const form = (fields: Record<string, string>) => {
    const made = new FormData();
    for (const [name, value] of Object.entries(fields)) made.set(name, value);
    return variantOf(product, made)?.id;
  };

  it('is that of its options, regardless of the hidden id', () =>
    expect(form({ variantId: 'Oat-M', 'option.Colour': 'Moss', 'option.Size': 'L' })).toBe('Moss-L'));
  it('is undefined for a combination that does not exist', () =>
    expect(form({ variantId: 'Oat-M', 'option.Colour': 'Moss', 'option.Size': 'S' })).toBeUndefined());
  it('is that of its id without options', () => expect(form({ variantId: 'Oat-M' })).toBe('Oat-M'));
});

describe('the maximum quantity', () => {
  it.each([
    [null, null, undefined],
    [7, null, 7],
    [7, 2, 2],
    [0, null, 1],
  ])('is the least of stock %j and limit %j: %j', (quantityAvailable, maxPerCustomer, expected) =>
    expect(most({ ...aVariant('', ''), quantityAvailable, maxPerCustomer })).toBe(expected),
  );
});
