import { describe, expect, it } from '@jest/globals';
import { checkInput, type ImportState, planImport } from './import-plan.ts';
import type { ProductInput } from './product-input.ts';

const input = (slug: string, changes: Partial<ProductInput> = {}, sku = `${slug}-sku`): ProductInput => ({
  ...{ slug, title: slug, description: '', vendor: '', type: '', tags: [], isActive: true, category: '' },
  ...{ options: [], images: [] },
  variants: [
    {
      ...{ sku, options: [], price: { amountMinor: 500, currency: 'GBP' }, tiers: [], stock: 3 },
      ...{ backorder: false, weightGrams: 0, barcode: '', imageUrl: '' },
    },
  ],
  ...changes,
});
const empty: ImportState = {
  ...{ products: new Map(), skus: new Map(), held: new Map(), moved: new Map(), categories: new Map() },
};
const plan = (inputs: ProductInput[], state: Partial<ImportState> = {}, isDryRun = false) => {
  let n = 0;
  return planImport(inputs.map(checkInput), { ...empty, ...state }, () => `id-${++n}`, isDryRun);
};
const errorsOf = (inputs: ProductInput[], state?: Partial<ImportState>) =>
  plan(inputs, state).results.map(({ errors }) => errors.map(({ field, code }) => `${field} ${code}`));
/** The product of this input, stored, with its SKU. */
const stored = (of: ProductInput): Partial<ImportState> => {
  const [change] = plan([of]).changes;
  if (!change) throw new Error('the input is refused');
  const { id, record, variants } = change;
  const variantIds = variants.map((one) => one.id);
  return {
    products: new Map([[record.slug, { id, version: 1, record, breadcrumbs: [], variantIds }]]),
    skus: new Map(
      record.variants.map(({ sku }, i) => [
        sku,
        { variantId: variantIds[i] ?? '', productSlug: record.slug, isRetired: false },
      ]),
    ),
  };
};

describe('the plan of an import', () => {
  it('creates a product, and its category once for all that need it', () => {
    const { results, changes, categories } = plan([
      input('mug', { category: 'Mugs & cups' }),
      input('cup', { type: 'Mugs & cups' }),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect(changes.map(({ record }) => record.category)).toEqual(['mugs-cups', 'mugs-cups']);
    expect(categories).toEqual([{ slug: 'mugs-cups', name: 'Mugs & cups' }]);
  });

  it('uses the category that has the name', () => {
    const { changes, categories } = plan([input('mug', { category: 'Mugs' })], {
      categories: new Map([['Mugs', 'tableware']]),
    });
    expect(changes[0]?.record.category).toBe('tableware');
    expect(categories).toEqual([]);
  });

  it('changes nothing when the product is the same', () => {
    const state = stored(input('mug'));
    expect(plan([input('mug')], state)).toMatchObject({ results: [{ outcome: 'unchanged' }], changes: [] });
  });

  it('keeps ids of products that it would create to itself in a dry run', () => {
    const [created] = plan([input('mug')], {}, true).results;
    expect(created).toMatchObject({ outcome: 'created', productId: '', variants: [] });
    const [updated] = plan([input('mug', { title: 'Other' })], stored(input('mug')), true).results;
    expect(updated).toMatchObject({ outcome: 'updated', productId: 'id-1', variants: [{ id: 'id-2' }] });
  });

  it('refuses one slug or SKU twice in a batch', () =>
    expect(errorsOf([input('mug', {}, 'A'), input('mug', {}, 'B'), input('cup', {}, 'A')])).toEqual([
      [],
      ['slug slug.duplicate'],
      ['variants[0].sku sku.taken'],
    ]));

  it('refuses a SKU of another product', () =>
    expect(errorsOf([input('cup', {}, 'mug-sku')], stored(input('mug')))).toEqual([
      ['variants[0].sku sku.taken'],
    ]));

  it('follows an old slug to its product if the SKU is the same, and refuses it otherwise', () => {
    const state = { ...stored(input('mug')), moved: new Map([['old-mug', 'mug']]) };
    const [followed] = plan([input('old-mug', { title: 'Other' }, 'mug-sku')], state).results;
    expect(followed).toMatchObject({ slug: 'mug', outcome: 'updated' });
    expect(errorsOf([input('old-mug', {}, 'another-sku')], state)).toEqual([['slug slug.moved']]);
  });

  it('refuses to set less stock than is held, unless it may be sold beyond what there is', () => {
    const state = { ...stored(input('mug')), held: new Map([['id-2', 2]]) };
    const withStock = (stock: number, backorder = false) => {
      const { variants, ...rest } = input('mug');
      return { ...rest, variants: variants.map((one) => ({ ...one, stock, backorder })) };
    };
    expect(errorsOf([withStock(1)], state)).toEqual([['variants[0].stock stock.below_held']]);
    expect(errorsOf([withStock(2)], state)).toEqual([[]]);
    expect(errorsOf([withStock(1, true)], state)).toEqual([[]]);
  });

  it('refuses a category whose name has neither letter nor digit', () =>
    expect(errorsOf([input('mug', { category: '!!' })])).toEqual([['category category.invalid']]));
});
