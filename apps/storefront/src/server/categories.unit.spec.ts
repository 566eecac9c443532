import { expect, it } from '@jest/globals';
import { allCategories } from './categories.ts';
import type { Shop } from './shop.ts';

/** A shop whose list has that many pages of one category. */
function aShop(pages: number) {
  const asked: (string | undefined)[] = [];
  const GET = async (_path: string, { params }: { params: { query: { cursor?: string } } }) => {
    const { cursor } = params.query;
    asked.push(cursor);
    const at = Number(cursor ?? 1);
    const data = { items: [{ slug: `c${at}` }], nextCursor: at < pages ? String(at + 1) : null };
    return { data, response: new Response() };
  };
  return { shop: { api: { GET } } as unknown as Pick<Shop, 'api'>, asked };
}

it('reads one page where there is one', async () => {
  const { shop, asked } = aShop(1);
  expect(await allCategories(shop)).toEqual([{ slug: 'c1' }]);
  expect(asked).toEqual([undefined]);
});

it('reads page after page, and not for ever', async () => {
  const slugs = async (pages: number) => (await allCategories(aShop(pages).shop)).map(({ slug }) => slug);
  expect(await slugs(3)).toEqual(['c1', 'c2', 'c3']);
  expect(await slugs(1_000)).toHaveLength(10);
});
