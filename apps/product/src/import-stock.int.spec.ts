import { ImportOutcome, type VariantPatch } from '@tradepost/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFixture, onHand, uncounted, unlimited } from './testing/import-fixture.ts';
import { allVariants, aPatch, aVariantPatch } from './testing/patches.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
const imports = new ImportFixture(() => running);
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const { UNCHANGED } = ImportOutcome;

describe('stock in an import', () => {
  const mug = (slug: string, stock: Partial<VariantPatch>, more: Partial<VariantPatch> = {}) =>
    aPatch(slug, { title: slug, ...allVariants(['', aVariantPatch(slug, 900, { ...stock, ...more })]) });

  it('can be below zero: nothing is sold until it is above, unless it is backordered', async () => {
    const [deny, backorder] = await imports.patch(
      mug('oversold', onHand(-1)),
      mug('backordered', onHand(-3), { backorder: true }),
    );
    expect(deny?.notes).toMatchObject([{ code: 'stock.oversold', skus: ['oversold'] }]);
    expect(await imports.rowOf('oversold')).toMatchObject({ onHand: -1, moved: -1, tracked: true });
    expect((await imports.shown('oversold'))?.variants).toMatchObject([
      { available: false, quantityAvailable: 0 },
    ]);
    await expect(imports.hold(deny?.variants[0]?.id ?? '', 1)).rejects.toMatchObject({
      code: 'stock.insufficient',
    });
    expect(await imports.rowOf('backordered')).toMatchObject({ onHand: -3, moved: -3 });
    await imports.hold(backorder?.variants[0]?.id ?? '', 2);
    expect((await imports.patch(mug('oversold', onHand(-1))))[0]?.outcome).toBe(UNCHANGED);
    await imports.patch(mug('oversold', onHand(2)));
    expect(await imports.rowOf('oversold')).toMatchObject({ onHand: 2, moved: 2 });
    await imports.hold(deny?.variants[0]?.id ?? '', 2);
    await imports.patch(mug('backordered', onHand(-5), { backorder: true }));
    expect(await imports.rowOf('backordered')).toMatchObject({ onHand: -5, moved: -5, held: 2 });
  });

  it('at an oversold location takes nothing from another one', async () => {
    const [made] = await imports.patch(mug('placed', onHand(-2)));
    const variantId = made?.variants[0]?.id ?? '';
    const { location } = await running.product.createLocation({
      code: 'second',
      name: 'Second',
      priority: 9,
      idempotencyKey: '',
    });
    await running.product.setVariantStock({
      variantId,
      locationId: location?.id ?? '',
      idempotencyKey: '',
      change: { $case: 'onHand', onHand: 5 },
    });
    expect((await imports.shown('placed'))?.variants[0]?.quantityAvailable).toBe(5);
    await expect(imports.hold(variantId, 6)).rejects.toMatchObject({ code: 'stock.insufficient' });
    await imports.hold(variantId, 3);
    await imports.hold(variantId, 2);
    expect((await imports.shown('placed'))?.variants[0]?.quantityAvailable).toBe(0);
  });

  it('that is counted but not given is 0 for a new variant, and is said so; an existing one is not touched', async () => {
    const [made] = await imports.patch(mug('somewhere', uncounted));
    expect(made?.notes).toMatchObject([{ code: 'stock.uncounted', skus: ['somewhere'] }]);
    expect(await imports.rowOf('somewhere')).toMatchObject({ onHand: 0, tracked: true, isOnSale: true });
    expect((await imports.patch(mug('somewhere', uncounted)))[0]).toMatchObject({
      ...{ outcome: UNCHANGED, notes: [{ code: 'stock.kept' }] },
    });
    const variantId = made?.variants[0]?.id ?? '';
    await running.product.setVariantStock({
      variantId,
      idempotencyKey: '',
      change: { $case: 'onHand', onHand: 7 },
    });
    await imports.patch(mug('somewhere', uncounted, { weightGrams: 5 }));
    expect(await imports.rowOf('somewhere')).toMatchObject({ onHand: 7, tracked: true });
    await imports.patch(mug('somewhere', onHand(0)));
    expect(await imports.rowOf('somewhere')).toMatchObject({ onHand: 0, tracked: true });
    await imports.patch(mug('somewhere', unlimited));
    expect(await imports.rowOf('somewhere')).toMatchObject({ tracked: false });
    await imports.patch(mug('somewhere', uncounted));
    expect(await imports.rowOf('somewhere')).toMatchObject({ tracked: false });
    await imports.patch(mug('somewhere', onHand(4)));
    expect(await imports.rowOf('somewhere')).toMatchObject({ onHand: 4, tracked: true });
  });

  it('that staff count is not uncounted by an import that says nothing new', async () => {
    const [made] = await imports.patch(mug('recounted', unlimited));
    const variantId = made?.variants[0]?.id ?? '';
    await running.product.setVariantStock({
      variantId,
      idempotencyKey: '',
      change: { $case: 'onHand', onHand: 3 },
    });
    await imports.patch(mug('recounted', unlimited, { weightGrams: 5 }));
    expect(await imports.rowOf('recounted')).toMatchObject({ onHand: 3, tracked: true });
  });
});
