import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ImportOutcome, ProductStatus } from '@tradepost/contracts';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { asStaff, KEYED, RECORDED } from '../../testing/as-staff.ts';
import { ID } from '../../testing/builders.ts';

let gateway: TestGateway;
let ask: Awaited<ReturnType<typeof asStaff>>;
beforeAll(async () => {
  gateway = await aGateway();
  ask = await asStaff(gateway);
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.calls.splice(0));

const request = () => gateway.calls.at(-1)?.request;

describe('a partial import', () => {
  const patch = (products: object[], more: object = {}) =>
    ask('/imports/products', { method: 'PATCH', payload: { products, ...more }, headers: KEYED });
  const results = [
    {
      ...{ slug: 'a-mug', outcome: ImportOutcome.REFUSED, productId: '', variants: [], moreChanges: 0 },
      errors: [{ field: 'variants[0].sku', code: 'sku.taken', detail: 'Taken.', owner: 'a-cup' }],
      ...{ changes: [{ field: 'title', from: 'A mug', to: 'Mug' }], retired: ['MUG-1'] },
      notes: [{ code: 'stock.kept', detail: 'kept', skus: ['MUG-1'], variantCount: 1 }],
    },
  ];
  beforeEach(() => void (gateway.services.ProductService = { patchProducts: async () => ({ results }) }));

  it('gives what the body gives, and nothing else', async () => {
    const answer = await patch([{ slug: 'a-mug' }, { slug: 'a-cup', tags: [], variants: [{}] }]);
    expect(answer.statusCode).toBe(200);
    expect(request()).toMatchObject({ dryRun: false, keepVariants: false, ...{ actorId: RECORDED.actorId } });
    const [mug, cup] = (request() as { products: object[] }).products;
    const given = (one: object | undefined) =>
      Object.entries(one ?? {}).filter(([, value]) => value !== undefined);
    expect(given(mug)).toEqual([
      ['slug', 'a-mug'],
      ['status', ProductStatus.UNSPECIFIED],
    ]);
    expect(cup).toMatchObject({ tags: { values: [] }, variants: { variants: [{ options: [] }] } });
  });

  it.each<[object, object]>([
    [{ stock: 5 }, { stock: { $case: 'onHand', onHand: 5 } }],
    [{ stock: -3 }, { stock: { $case: 'onHand', onHand: -3 } }],
    [{ stock: null }, { stock: { $case: 'unlimited', unlimited: true } }],
    [{ tracked: true }, { stock: { $case: 'uncounted', uncounted: true } }],
    [{}, { stock: undefined, compareAtPrice: undefined, tiers: undefined, sku: undefined }],
    [
      { compareAtPrice: null, tiers: [] },
      { compareAtPrice: { price: undefined }, tiers: { tiers: [] } },
    ],
    [
      { sku: '', barcode: '', weightGrams: 0 },
      { sku: '', barcode: '', weightGrams: 0 },
    ],
  ])('of the variant %j gives %j', async (variant, wire) => {
    await patch([{ slug: 'a-mug', variants: [variant] }]);
    const [product] = (request() as { products: { variants: { variants: object[] } }[] }).products;
    expect(product?.variants.variants[0]).toMatchObject(wire);
  });

  it('can be refused what retires variants; the answer says what changes', async () => {
    const { status, options, images } = {
      ...{
        status: 'unlisted',
        options: [],
        images: [
          { url: '/b', position: 2 },
          { url: '/a', position: 1 },
        ],
      },
    };
    const more = { dryRun: true, keepVariants: true };
    const answer = await patch([{ slug: 'a-mug', status, options, images, keepFurtherOptions: true }], more);
    expect(request()).toMatchObject({
      ...more,
      products: [
        {
          status: ProductStatus.UNLISTED,
          options: { options: [], keepsFurther: true },
          images: { images: [{ url: '/a', alt: undefined }, { url: '/b' }] },
        },
      ],
    });
    expect(answer.json()).toEqual({ results: [{ ...results[0], outcome: 'refused', productId: null }] });
  });

  it('may be larger than other bodies, for staff only', async () => {
    const large = [{ slug: 'a-mug', descriptionHtml: 'x'.repeat(3_900_000) }];
    expect((await patch(large)).statusCode).toBe(200);
    expect((await patch([...large, ...large])).json()).toMatchObject({ code: 'request.too_large' });
    const asGuest = await gateway.app.inject({
      ...{ method: 'PATCH', url: '/api/v1/admin/imports/products', payload: { products: large } },
    });
    expect(asGuest.json()).toMatchObject({ code: 'auth.required' });
    const elsewhere = { method: 'PUT', payload: { status: 'x'.repeat(103_000) }, headers: KEYED } as const;
    expect((await ask(`/products/${ID}/status`, elsewhere)).json()).toMatchObject({
      code: 'request.too_large',
    });
  });
});
