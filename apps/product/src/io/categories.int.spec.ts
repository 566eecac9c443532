import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PAGE_SIZE } from '@tradepost/contracts/limits';
import { sql } from '@tradepost/database';
import { type RunningProduct, runProduct } from '../testing/product-service.ts';

let running: RunningProduct;
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

it('a long tree is listed page by page: each category once, parents before children', async () => {
  const count = 2 * PAGE_SIZE.categories + 1;
  // Positions repeat, so that the slug decides, too.
  await running.db.execute(sql`
    INSERT INTO categories (id, slug, name, path, position)
    SELECT gen_random_uuid(), 'root-' || n, 'Root ' || n, ARRAY['root-' || n], n % 7 FROM generate_series(1, 40) n`);
  await running.db.execute(sql`
    INSERT INTO categories (id, slug, name, parent_id, path, position)
    SELECT gen_random_uuid(), 'child-' || n, 'Кружки ' || n, r.id, ARRAY[r.slug, 'child-' || n], n % 5
    FROM generate_series(41, ${count}::int) n JOIN categories r ON r.slug = 'root-' || (1 + n % 40)`);
  const seen: string[] = [];
  const sizes: number[] = [];
  for (let pageToken = ''; ;) {
    const page = await running.product.listCategories({ pageToken });
    for (const { slug, parentSlug } of page.categories) {
      if (parentSlug) expect(seen).toContain(parentSlug);
      seen.push(slug);
    }
    sizes.push(page.categories.length);
    pageToken = page.nextPageToken;
    if (!pageToken) break;
  }
  expect(sizes).toEqual([PAGE_SIZE.categories, PAGE_SIZE.categories, 1]);
  expect(new Set(seen).size).toBe(count);
  await expect(running.product.listCategories({ pageToken: 'forged' })).rejects.toMatchObject({
    code: 'cursor.invalid',
  });
});
