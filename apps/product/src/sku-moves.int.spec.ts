import { ImportOutcome, type ProductPatch, TaxClass, type VariantPatch } from '@tradepost/contracts';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFixture, onHand } from './testing/import-fixture.ts';
import { allVariants, aPatch, aVariantPatch, variantsOnly } from './testing/patches.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
const imports = new ImportFixture(() => running);
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const { CREATED, UPDATED, UNCHANGED, REFUSED } = ImportOutcome;

describe('a SKU that moves to another product', () => {
  const red = (n: number) => ['Red', aVariantPatch(`R-${n}`, 1_000, onHand(5))] as [string, VariantPatch];
  const blue = (n: number) => aVariantPatch(`B-${n}`, 1_000, onHand(10));
  const a1 = (n: number) =>
    aPatch(`move-a-${n}`, { title: 'Move A', ...allVariants(red(n), ['Blue', blue(n)]) });
  const a2 = (n: number) => aPatch(`move-a-${n}`, { title: 'Move A', ...allVariants(red(n)) });
  const b = (n: number) => aPatch(`move-b-${n}`, { title: 'Move B', ...allVariants(['', blue(n)]) });
  /** Ten came in, three were sold, two are held. */
  const soldThree = async (n: number) => {
    const [made] = await imports.patch(a1(n));
    const id = made?.variants[1]?.id ?? '';
    const orderId = v7();
    await imports.hold(id, 3, orderId);
    await running.product.commitStock({ orderId });
    await imports.hold(id, 2);
    return id;
  };
  const atB = (n: number) => ({
    ...{ slug: `move-b-${n}`, stockOf: `move-b-${n}`, isOnSale: true, tracked: true },
    ...{ onHand: 7, moved: 7, held: 2 },
  });

  it.each<[string, number, (n: number) => ProductPatch[]]>([
    ['after the one that gives it', 1, (n) => [a2(n), b(n)]],
    ['before the one that gives it', 2, (n) => [b(n), a2(n)]],
  ])('keeps its id, stock and movements, %s', async (_, n, batch) => {
    const id = await soldThree(n);
    const results = await imports.patch(...batch(n));
    expect(results.find(({ slug }) => slug === `move-b-${n}`)).toMatchObject({
      ...{ outcome: CREATED, variants: [{ sku: `B-${n}`, id }], notes: [{ code: 'variant.moved' }] },
    });
    expect(results.find(({ slug }) => slug === `move-a-${n}`)).toMatchObject({
      ...{ outcome: UPDATED, retired: [`B-${n}`] },
    });
    expect(await imports.rowOf(`B-${n}`)).toEqual(atB(n));
    expect((await imports.shown(`move-a-${n}`))?.variants.map(({ sku }) => sku)).toEqual([`R-${n}`]);
    const { offers } = await running.product.quoteVariants({ items: [{ variantId: id, quantity: 1 }] });
    expect(offers).toMatchObject([{ onSale: true, slug: `move-b-${n}` }]);
    expect((await imports.patch(...batch(n))).map(({ outcome }) => outcome)).toEqual([UNCHANGED, UNCHANGED]);
    expect(await imports.rowOf(`B-${n}`)).toEqual(atB(n));
  });

  it('moves also when the product that had it lost it before', async () => {
    const id = await soldThree(3);
    await imports.patch(a2(3));
    expect(await imports.patch(b(3))).toMatchObject([{ outcome: CREATED, variants: [{ id }] }]);
    expect(await imports.rowOf('B-3')).toEqual(atB(3));
    const again = await imports.patch(a2(3), b(3));
    expect(again.map(({ outcome }) => outcome)).toEqual([UNCHANGED, UNCHANGED]);
  });

  it('does not leave a product that the import does not name', async () => {
    await imports.patch(a1(4));
    expect(await imports.patch(b(4))).toMatchObject([
      { outcome: REFUSED, errors: [{ code: 'sku.taken', owner: 'move-a-4' }] },
    ]);
    expect((await imports.shown('move-a-4'))?.variants).toHaveLength(2);
  });

  it('is swapped with another one', async () => {
    const of = (slug: string, sku: string, stock: number) =>
      aPatch(slug, { title: slug, ...allVariants(['', aVariantPatch(sku, 900, onHand(stock))]) });
    const [one, other] = await imports.patch(of('swap-1', 'SWAP-1', 1), of('swap-2', 'SWAP-2', 2));
    const swapped = [of('swap-1', 'SWAP-2', 2), of('swap-2', 'SWAP-1', 1)] as const;
    expect(await imports.patch(...swapped)).toMatchObject([
      { outcome: UPDATED, variants: [{ id: other?.variants[0]?.id }] },
      { outcome: UPDATED, variants: [{ id: one?.variants[0]?.id }] },
    ]);
    expect(await imports.rowOf('SWAP-1')).toMatchObject({
      slug: 'swap-2',
      stockOf: 'swap-2',
      onHand: 1,
      moved: 1,
    });
    const again = await imports.patch(...swapped);
    expect(again.map(({ outcome }) => outcome)).toEqual([UNCHANGED, UNCHANGED]);
  });

  it.each([
    ['swapped', 'swapped', ['e4-a', 'e4-b']],
    ['moved in a ring', 'ring', ['e4-c', 'e4-d', 'e4-e']],
  ])('takes everything with it when it is %s by a file without option columns', async (_, title, slugs) => {
    const skus = slugs.map((slug) => slug.toUpperCase());
    const fields = (i: number) => ({
      ...{ weightGrams: 100 * (i + 1), barcode: '', backorder: i === 1, requiresShipping: i !== 1 },
      ...{ taxClass: i === 1 ? TaxClass.ZERO : TaxClass.STANDARD, ...onHand(5 + i) },
    });
    const made = await imports.patch(
      ...slugs.map((slug, i) =>
        aPatch(slug, { title, ...allVariants(['', aVariantPatch(skus[i], 900 + i, fields(i))]) }),
      ),
    );
    const variantOf = async (slug: string) => (await imports.shown(slug))?.variants[0];
    const before = await Promise.all(slugs.map(variantOf));
    const next = (i: number) => (i + 1) % slugs.length;
    const moved = slugs.map((slug, i) =>
      aPatch(slug, { title, ...variantsOnly(aVariantPatch(skus[next(i)], undefined)) }),
    );
    const results = await imports.patch(...moved);
    expect(results).toMatchObject(
      slugs.map((_slug, i) => ({ outcome: UPDATED, variants: [{ id: made[next(i)]?.variants[0]?.id }] })),
    );
    for (const [i, slug] of slugs.entries()) {
      expect(await variantOf(slug)).toEqual(before[next(i)]);
      expect(await imports.rowOf(skus[next(i)] ?? '')).toMatchObject({ slug, onHand: 5 + next(i) });
    }
    expect((await imports.patch(...moved)).map(({ outcome }) => outcome)).toEqual(slugs.map(() => UNCHANGED));
  });

  it('keeps its own terms where it takes the options of another one', async () => {
    await imports.patch(
      aPatch('e4-f', {
        title: 'F',
        ...allVariants(['Red', aVariantPatch('E4-F', 900, { weightGrams: 100, ...onHand(5) })]),
      }),
      aPatch('e4-g', {
        title: 'G',
        ...allVariants(['', aVariantPatch('E4-G', 900, { weightGrams: 700, ...onHand(8) })]),
      }),
    );
    const results = await imports.patch(
      aPatch('e4-f', allVariants(['Red', aVariantPatch('E4-G', undefined)])),
      aPatch('e4-g', allVariants(['', aVariantPatch('E4-H', 950)])),
    );
    expect(results.map(({ errors }) => errors)).toEqual([[], []]);
    expect((await imports.shown('e4-f'))?.variants).toMatchObject([{ sku: 'E4-G', weightGrams: 700 }]);
    expect(await imports.rowOf('E4-G')).toMatchObject({ slug: 'e4-f', onHand: 8 });
  });

  it.each([0, 1])('comes to a product that drops its own SKU, %i', async (first) => {
    const skus = ['OLD', 'B1', 'B2'].map((sku) => `E7-${first}-${sku}`) as [string, string, string];
    const slugs = [`e7-a-${first}`, `e7-b-${first}`] as const;
    const of = (slug: string, ...variants: [string, string][]) =>
      aPatch(slug, {
        title: slug,
        ...allVariants(...variants.map(([v, sku]) => [v, aVariantPatch(sku, 900)] as [string, VariantPatch])),
      });
    const batch = (...products: ProductPatch[]) => (first === 0 ? products : products.toReversed());
    await imports.patch(of(slugs[0], ['', skus[0]]), of(slugs[1], ['S', skus[1]], ['M', skus[2]]));
    const moved = batch(of(slugs[0], ['', skus[2]]), of(slugs[1], ['S', skus[1]]));
    const request = { products: moved, dryRun: true, keepVariants: true };
    const kept = (await running.product.patchProducts(request)).results.toSorted((one, other) =>
      one.slug.localeCompare(other.slug),
    );
    expect(kept.map(({ errors }) => errors.map(({ code, owner }) => [code, owner]))).toEqual([
      [['variant.would_retire', undefined]],
      [['sku.move_refused', slugs[0]]],
    ]);
    expect((await imports.patch(...moved)).map(({ outcome }) => outcome)).toEqual([UPDATED, UPDATED]);
    expect(await imports.rowOf(skus[2])).toMatchObject({ slug: slugs[0], isOnSale: true });
  });

  it('leaves its options to a new SKU, which begins with stock of its own', async () => {
    const id = await soldThree(8);
    const again = aPatch('move-a-8', {
      title: 'Move A',
      ...allVariants(red(8), ['Blue', aVariantPatch('NEW-8', 1_000)]),
    });
    for (const keepVariants of [true, false]) {
      const request = { products: [again], dryRun: true, keepVariants };
      const [result] = (await running.product.patchProducts(request)).results;
      expect(result).toMatchObject(
        keepVariants ? { outcome: REFUSED, retired: ['B-8'] } : { outcome: UPDATED, retired: [] },
      );
    }
    const [giver, taker] = await imports.patch(again, b(8));
    expect([giver?.outcome, taker?.outcome, taker?.variants[0]?.id]).toEqual([UPDATED, CREATED, id]);
    expect(await imports.rowOf('B-8')).toEqual(atB(8));
    expect(await imports.rowOf('NEW-8')).toMatchObject({ slug: 'move-a-8', onHand: 0, moved: 0 });
    expect((await imports.patch(again, b(8))).map(({ outcome }) => outcome)).toEqual([UNCHANGED, UNCHANGED]);
  });

  it('stays where it was when the product that wants it, or the one that has it, is refused', async () => {
    await imports.patch(a1(5));
    const [giver, taker] = await imports.patch(a2(5), { ...b(5), title: '' });
    expect(taker).toMatchObject({ outcome: REFUSED, errors: [{ field: 'title' }] });
    expect(giver).toMatchObject({
      ...{ outcome: REFUSED, errors: [{ code: 'sku.move_refused', owner: 'move-b-5' }] },
    });
    expect((await imports.shown('move-a-5'))?.variants).toHaveLength(2);
    const others = await imports.patch({ ...a2(5), title: '' }, b(5));
    expect(others.map(({ outcome }) => outcome)).toEqual([REFUSED, REFUSED]);
    expect(await imports.rowOf('B-5')).toMatchObject({ slug: 'move-a-5', isOnSale: true });
  });

  it('moves once for twenty concurrent calls', async () => {
    const id = await soldThree(6);
    const calls = Array.from({ length: 20 }, (_, i) => (i % 2 ? [a2(6), b(6)] : [b(6), a2(6)]));
    await Promise.all(calls.map((batch) => imports.patch(...batch)));
    expect(await imports.rowOf('B-6')).toEqual(atB(6));
    expect((await imports.shown('move-b-6'))?.variants).toMatchObject([{ id, sku: 'B-6' }]);
  }, 20_000);

  it('is held and bought while it moves, and no piece is lost', async () => {
    const [made] = await imports.patch(a1(7));
    const id = made?.variants[1]?.id ?? '';
    const orders = Array.from({ length: 20 }, () =>
      imports.hold(id, 1).then(
        () => 1,
        () => 0,
      ),
    );
    await Promise.all([...orders, imports.patch(a2(7), b(7)), imports.patch(b(7), a2(7))]);
    const held = (await Promise.all(orders)).reduce<number>((sum, one) => sum + one, 0);
    expect(held).toBe(10);
    expect(await imports.rowOf('B-7')).toMatchObject({ slug: 'move-b-7', onHand: 10, held: 10, moved: 10 });
  }, 20_000);
});
