import { isSlug, slugOf } from '@tradepost/contracts/slug';
import { describe, expect, it } from '@jest/globals';
import { nameKey } from './category-names.ts';
import { checkInput, checkPatch } from './checked-input.ts';
import { planImport } from './import-plan.ts';
import type { ImportState } from './import-state.ts';
import type { ProductInput } from './product-input.ts';
import type { ProductPatch } from './product-patch.ts';

const input = (slug: string, changes: Partial<ProductInput> = {}, sku = `${slug}-sku`): ProductInput => ({
  ...{ slug, title: slug, description: '', vendor: '', type: '', tags: [], status: 'active', category: '' },
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
  ...{ products: new Map(), skus: new Map(), held: new Map(), moved: new Map() },
  categories: { slugs: new Map(), names: new Map() },
};
const plan = (inputs: ProductInput[], state: Partial<ImportState> = {}, isDryRun = false) => {
  let n = 0;
  return planImport(inputs.map(checkInput), { ...empty, ...state }, () => `id-${++n}`, { isDryRun });
};
const errorsOf = (inputs: ProductInput[], state?: Partial<ImportState>) =>
  plan(inputs, state).results.map(({ errors }) => errors.map(({ field, code }) => `${field} ${code}`));
/** The product of this input, stored, with its SKU. */
const stored = (of: ProductInput): Partial<ImportState> => {
  const [change] = plan([of]).changes;
  if (!change) throw new Error('the input is refused');
  const { id, record, variants, handle } = change;
  const variantIds = variants.map((one) => one.id);
  return {
    products: new Map([[record.slug, { id, version: 1, record, handle, breadcrumbs: [], variantIds }]]),
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
      categories: { slugs: new Map([['tableware', 'tableware']]), names: new Map([['mugs', 'tableware']]) },
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

  it('refuses a category whose name is invisible, and takes one of signs', () => {
    expect(errorsOf([input('mug', { category: '\u2060' })])).toEqual([['category category.invalid']]);
    expect(plan([input('mug', { category: '+++' })]).categories).toEqual([
      { slug: 'u2b-2b-2b', name: '+++' },
    ]);
  });
});

describe('categories of an import', () => {
  const typed = (...types: string[]) => types.map((type, i) => input(`mug-${i}`, { type, category: type }));
  const known = (...categories: [slug: string, name: string][]): Pick<ImportState, 'categories'> => ({
    categories: {
      slugs: new Map(categories.map(([slug]) => [slug, slug])),
      names: new Map(categories.map(([slug, name]) => [nameKey(name), slug])),
    },
  });
  const slugsOf = (inputs: ProductInput[], state?: Partial<ImportState>) =>
    plan(inputs, state).changes.map(({ record }) => record.category);

  it.each([
    ['Чай 250', 'Кофе 250', 'コーヒー'],
    ['C++ x', 'C# x', 'C x'],
    ['Crème', 'Creme', 'Crémé'],
    ['A&B', 'A B', 'A-B', 'a_b'],
    ['Straße', 'Strasse'],
    ['Øl', 'Ol'],
    ['x'.repeat(220), `${'x'.repeat(219)}y`],
    ['+++', '+-+'],
    ['5 %', '5 €'],
    ['가방', '가 방'],
  ])('are as many as there are names: %j, …', (...names) => {
    const { categories } = plan(typed(...names));
    expect(categories.map(({ name }) => name)).toEqual(names);
    expect(new Set(categories.map(({ slug }) => slug)).size).toBe(names.length);
    expect(categories.every(({ slug }) => isSlug(slug))).toBe(true);
  });

  it('are one for names that differ in case, space or composition of letters', () =>
    expect(plan(typed('Чай  250', 'ЧАЙ 250', 'чай\u00a0250', 'Й', 'И\u0306')).categories).toHaveLength(2));

  it('have the same slugs whatever comes first in a later batch', () => {
    const [first, second] = slugsOf(typed('C++ x', 'C# x'));
    expect(first).toBe('c-x');
    const later = known(['c-x', 'C++ x']);
    expect(slugsOf(typed('C# x', 'C++ x'), later)).toEqual([second, 'c-x']);
    expect(slugsOf(typed('c# x'), known(['c-x', 'C++ x'], [second ?? '', 'C# x']))).toEqual([second]);
  });

  it('never get the slug that redirects to another one', () => {
    const moved = { categories: { slugs: new Map([['mugs', 'cups']]), names: new Map([['cups', 'cups']]) } };
    const [created] = plan(typed('Mugs!'), moved).categories;
    expect(created?.slug).toMatch(/^mugs-[a-z0-9]{6}$/);
  });

  it('are known by a slug, too, unless it is the type that calls it so', () => {
    const creme = known(['creme', 'Crème']);
    expect(slugsOf([input('mug', { category: 'creme' })], creme)).toEqual(['creme']);
    expect(slugsOf(typed('creme'), creme)).toEqual([expect.stringMatching(/^creme-/)]);
  });
});

describe('a handle that is no slug', () => {
  const named = (handle: string, changes: Partial<ProductInput> = {}, sku = 'A-1') =>
    input(slugOf(handle), { handle, title: 'Mug', ...changes }, sku);
  const before = (slug: string, sku = 'A-1') => stored(input(slug, { title: 'Mug' }, sku));

  it('means the product that an earlier release made of it', () => {
    for (const [handle, former] of [
      ['straße-mug', 'stra-e-mug'],
      ['кружка-250', '250'],
    ] as const)
      expect(plan([named(handle)], before(former)).results).toMatchObject([
        { slug: former, outcome: 'unchanged' },
      ]);
  });

  it('means it also without SKUs, which were derived from the former slug', () => {
    const old = stored(input('stra-e-mug', { title: 'Mug' }, ''));
    expect(plan([named('straße-mug', {}, '')], old).results).toMatchObject([{ outcome: 'unchanged' }]);
  });

  it('means another product if the SKUs are others', () =>
    expect(plan([named('чашка-250', {}, 'B-1')], before('250')).results).toMatchObject([
      { slug: 'чашка-250', outcome: 'created' },
    ]));

  it('is refused if the product at its slug has other SKUs', () => {
    expect(errorsOf([named('Crème', {}, 'B-1')], before('creme'))).toEqual([['slug slug.ambiguous']]);
    expect(plan([named('Crème')], before('creme')).results).toMatchObject([{ outcome: 'unchanged' }]);
    expect(plan([input('creme', { title: 'Mug' }, 'B-1')], before('creme')).results).toMatchObject([
      { outcome: 'updated' },
    ]);
  });

  const patched = (slug: string, handle: string, state: Partial<ImportState>) =>
    planImport([checkPatch({ slug, handle, tags: ['new'] })], { ...empty, ...state }, () => 'id', {
      isDryRun: false,
    }).results[0];

  it.each(['My_Shirt 1', 'Œuvre Łódź Ø', 'E5-Blue-Shirt', 'crème', '+++'])(
    'is known again without SKUs: %s',
    (handle) => {
      const state = stored(named(handle));
      for (const again of [handle, ` ${handle} `.normalize('NFD')])
        expect(patched(slugOf(handle), again, state)).toMatchObject({ errors: [], outcome: 'updated' });
      expect(plan([named(handle, {}, 'A-2')], state).results).toMatchObject([{ outcome: 'updated' }]);
    },
  );

  it('is known again after staff changed the slug', () => {
    const state = stored(named('My_Shirt 1'));
    const [product] = [...(state.products ?? new Map()).values()];
    const products = new Map([['cool', { ...product, record: { ...product.record, slug: 'cool' } }]]);
    const moved = new Map([['my-shirt-1', 'cool']]);
    expect(patched('my-shirt-1', 'My_Shirt 1', { products, moved })).toMatchObject({ slug: 'cool' });
    expect(patched('my-shirt-1', 'my-shirt 1', { products, moved })?.errors).toMatchObject([
      { code: 'slug.moved' },
    ]);
  });

  it.each([
    ['кофе+чай', 'кофе-чай'],
    ['E5-Blue-Shirt', 'e5-blue-shirt'],
    ['e5-blue-shirt', 'E5-Blue-Shirt'],
    ['crème', 'Creme'],
    ['a&b', 'a b'],
  ])('is not merged with another one of the same slug: %s, then %s', (first, second) => {
    const state = stored(named(first));
    const [result] = plan([named(second, {}, 'B-1')], state).results;
    expect(result?.errors).toMatchObject([{ field: 'slug', code: 'slug.ambiguous' }]);
    expect(result?.errors[0]?.detail).toContain(`give its handle "${first}"`);
    expect(plan([named(second)], state).results).toMatchObject([{ outcome: 'unchanged' }]);
  });

  it('may be the slug itself, if no SKU speaks against it', () => {
    expect(patched('e5-blue-shirt', 'e5-blue-shirt', stored(named('E5-Blue-Shirt')))).toMatchObject({
      ...{ errors: [], outcome: 'updated' },
    });
  });

  it('is stored, and replaced by another one that the SKUs prove, but not by the slug', () => {
    const toStore = (handle: string | undefined, state?: Partial<ImportState>) =>
      plan([input('a-b', { title: 'New', ...(handle && { handle }) }, 'A-1')], state).changes[0]?.handle;
    expect(toStore('A b')).toBe('A b');
    expect(toStore(undefined)).toBeUndefined();
    expect(toStore('A b', before('a-b'))).toBe('A b');
    expect(toStore('A B', stored(named('A b')))).toBe('A B');
    expect(toStore('a-b', stored(named('A b')))).toBeUndefined();
    for (const unstorable of ['A\0b', 'A\ud800 b', 'A b'.padEnd(300, '!')])
      expect(toStore(unstorable)).toBeUndefined();
  });
});

describe('a patch', () => {
  const refusals = (patch: ProductPatch, state: Partial<ImportState> = {}) =>
    planImport([checkPatch(patch)], { ...empty, ...state }, () => 'id', {
      isDryRun: false,
    }).results.flatMap(({ errors }) => errors.map(({ field, detail }) => `${field}: ${detail}`));
  const unknown = 'title: No product has the slug "mug". Correct it, or give a title to create the product.';

  it('of a product that is not there says so, and nothing of what it leaves out', () => {
    expect(refusals({ slug: 'mug', tags: ['x'] })).toEqual([unknown]);
    expect(refusals({ slug: 'mug', variants: [{ sku: 'M' }] })).toEqual([unknown]);
    expect(refusals({ slug: 'mug', images: [{ url: 'javascript:x' }] })).toEqual([
      unknown,
      expect.stringContaining('images[0].url'),
    ]);
  });

  it('that creates a product says all that is missing', () =>
    expect(refusals({ slug: 'mug', title: 'Mug', variants: [{ sku: 'M' }] })).toEqual([
      expect.stringContaining('variants[0].price'),
    ]));

  it('that can not be read says nothing of what it leaves out', () => {
    const unreadable = { slug: 'mug', images: [{ url: 'https://pictures.example/\0.jpg' }] };
    for (const state of [{}, stored(input('mug'))])
      expect(refusals(unreadable, state)).toEqual([
        ...refusals({ ...unreadable, title: 'Mug' }, stored(input('mug'))),
      ]);
    expect(refusals(unreadable).join()).not.toMatch(/title|variant/);
    expect(refusals({ ...unreadable, title: '' }).join()).toMatch(/title/);
  });
});
