import { Readable } from 'node:stream';
import { createReadableStreamFromReadable } from '@react-router/node';
import type { Route } from './+types/sitemap';
import { unwrap } from '../lib/problem.ts';
import { sitemapUrl, withProducts } from '../lib/sitemap.ts';
import { allCategories } from '../server/categories.ts';
import { HELP_PAGES } from '../server/help-texts.ts';
import { type Shop, shopContext } from '../server/shop.ts';

const PAGE = 100;
/** Maximum entries of a sitemap (https://www.sitemaps.org/protocol.html). */
const MOST = 50_000;

/** All indexable pages, streamed while the catalogue is read. */
export async function loader({ context }: Route.LoaderArgs): Promise<Response> {
  const shop = context.get(shopContext);
  // A renewed session has to be in a cookie before the stream begins.
  await shop.isSignedIn();
  const bytes = Readable.from(sitemap(shop), { objectMode: false });
  return new Response(createReadableStreamFromReadable(bytes), {
    headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  });
}

async function* sitemap(shop: Shop): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n';
  yield sitemapUrl(`${shop.origin}/`);
  for (const page of HELP_PAGES) yield sitemapUrl(`${shop.origin}/help/${page}`);
  const categories = withProducts(await allCategories(shop));
  for (const { slug } of categories) yield sitemapUrl(`${shop.origin}/categories/${slug}`);
  let left = MOST - 1 - HELP_PAGES.length - categories.length;
  let cursor: string | null = '';
  while (cursor !== null && left > 0) {
    const page: Page = await pageAfter(shop, cursor);
    yield page.items
      .slice(0, left)
      .map(({ slug }) => sitemapUrl(`${shop.origin}/products/${slug}`))
      .join('');
    left -= page.items.length;
    cursor = page.nextCursor;
  }
  yield '</urlset>\n';
}

type Page = Awaited<ReturnType<typeof pageAfter>>;

async function pageAfter({ api }: Shop, cursor: string) {
  const query = { sort: 'newest' as const, limit: PAGE, ...(cursor && { cursor }) };
  return unwrap(await api.GET('/api/v1/products', { params: { query } }));
}
