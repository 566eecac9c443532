import { ProductStatus } from '@tradepost/contracts';
import { sql } from '@tradepost/database';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

// A deployment must not forget the keys of requests that are being repeated. The rows were written by version 209e715.

const actorId = '01920000-0000-7000-8000-000000000009';
let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

it('replays the response that the previous version stored', async () => {
  await running.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response) VALUES (
    'product.create-location:01920000-0000-7000-8000-000000000009', 'a-key',
    decode('ed1f4de86a48934da298cf1d11e9bdac8ae1abff1baa899c13b1595c3d2f6cce', 'hex'),
    decode('0a340a2430313932303030302d303030302d373030302d383030302d3030303030303030303030371204796f726b1a04596f726b2002', 'hex'))`);
  const request = { code: 'york', name: 'York', priority: 2, actorId, idempotencyKey: 'a-key' };
  expect(await running.product.createLocation(request)).toEqual({
    location: { id: '01920000-0000-7000-8000-000000000007', code: 'york', name: 'York', priority: 2 },
  });
  expect((await running.product.listLocations({})).items).not.toContainEqual(
    expect.objectContaining({ code: 'york' }),
  );
});

it('replays the results of an import, which are stored as JSON', async () => {
  const stored = [
    {
      ...{ slug: 'mug', outcome: 'refused', productId: '', variants: [] },
      faults: [{ field: 'variants', code: 'variants.missing', detail: 'There are no variants.' }],
    },
    {
      ...{ slug: 'jug', outcome: 'created', productId: '01920000-0000-7000-8000-000000000006', faults: [] },
      variants: [{ sku: 'JUG', id: '01920000-0000-7000-8000-000000000002' }],
    },
  ];
  await running.db.execute(sql`INSERT INTO idempotency_keys (scope, key, request_hash, response) VALUES (
    'product.import:01920000-0000-7000-8000-000000000009', 'a-key',
    decode('6b3d0981c10a28495923964557db64731c4cb99c68f388190a911b0924f4f8be', 'hex'),
    ${Buffer.from(JSON.stringify(stored))})`);
  const texts = { title: 'Mug', description: '', vendor: '', type: '', category: '' };
  const lists = { tags: [], options: [], variants: [], images: [] };
  const products = [{ slug: 'mug', ...texts, ...lists, status: ProductStatus.ACTIVE }];
  const request = { products, dryRun: false, actorId, idempotencyKey: 'a-key' };
  const { results } = await running.product.importProducts(request);
  expect(results).toMatchObject([
    { slug: 'mug', errors: [{ field: 'variants', code: 'variants.missing' }] },
    { slug: 'jug', errors: [], variants: [{ sku: 'JUG' }] },
  ]);
});
