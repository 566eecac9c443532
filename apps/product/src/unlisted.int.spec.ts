import { ProductStatus } from '@tradepost/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFixture } from './testing/import-fixture.ts';
import { aProduct } from './testing/inputs.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
const imports = new ImportFixture(() => running);
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

describe('an unlisted product', () => {
  it('is shown and sold to those who know it, and named nowhere', async () => {
    const product = aProduct('hiddenmug', {
      title: 'Hiddenmug',
      type: 'Hidden things',
      status: ProductStatus.UNLISTED,
    });
    const [made] = await imports.bring(product);
    expect((await running.product.getProduct({ slug: 'hiddenmug', anyStatus: false })).product).toMatchObject(
      {
        ...{ status: ProductStatus.UNLISTED, variants: [{ available: true }] },
      },
    );
    const variantId = made?.variants[0]?.id ?? '';
    const { offers } = await running.product.quoteVariants({ items: [{ variantId, quantity: 1 }] });
    expect(offers).toMatchObject([{ onSale: true }]);
    await imports.hold(variantId, 1);
    const suggested = await running.product.suggest({ query: 'hiddenmug', limit: 5 });
    expect([suggested.products, suggested.words]).toEqual([[], []]);
    const { categories } = await running.product.listCategories({ pageToken: '' });
    expect(categories.find(({ name }) => name === 'Hidden things')?.productCount).toBe(0);
    const list = {
      query: '',
      category: 'hidden-things',
      vendors: [],
      inStock: false,
      options: [],
      pageSize: 9,
      pageToken: '',
    };
    const listed = await running.product.listProducts({
      ...list,
      sort: 'PRODUCT_SORT_NEWEST',
      withFacets: true,
    });
    expect([listed.items, listed.total]).toEqual([[], 0]);
  });

  it('is made and unmade by staff', async () => {
    const [made] = await imports.bring(aProduct('togglemug', { title: 'Togglemug' }));
    const set = (status: ProductStatus) =>
      running.product.setProductStatus({ productId: made?.productId ?? '', status, idempotencyKey: '' });
    const found = async () =>
      (await running.product.suggest({ query: 'togglemug', limit: 5 })).products.length;
    await set(ProductStatus.UNLISTED);
    expect([await found(), ((await imports.rowOf('togglemug')) as { isOnSale: boolean }).isOnSale]).toEqual([
      0,
      true,
    ]);
    await set(ProductStatus.ACTIVE);
    expect(await found()).toBe(1);
  });
});
