import { data, redirect } from 'react-router';
import { isFilterText, type Listing, priceRange, readListing } from '../lib/listing.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import type { Shop } from './shop.ts';

/** A page of products with its filters. `within`: the category of the page. @throws 404 if no slug is like it */
export async function loadListing(shop: Shop, request: Request, within?: string) {
  if (within !== undefined && !isFilterText(within)) throw data(null, { status: 404 });
  const listing = readListing(new URL(request.url).searchParams);
  const { isWrong, ...prices } = priceRange(listing, shop.currency);
  const filters = queryOf(listing, within, prices);
  try {
    const [page, counted] = await Promise.all([
      listProducts(shop, {
        ...filters,
        limit: listing.show,
        ...(listing.cursor && { cursor: listing.cursor }),
      }),
      // Later pages have neither facets nor a total.
      listing.cursor ? listProducts(shop, { ...filters, limit: 1 }) : undefined,
    ]);
    const { facets, total, inexact } = counted ?? page;
    return { ...page, facets, inexact, total: total ?? page.items.length, isPriceWrong: isWrong };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400 || !listing.cursor) throw error;
    // A cursor that was cut, or belongs to another sort order.
    throw redirect(withoutCursor(request));
  }
}

/** The first page of the same list, with what else the query has. */
function withoutCursor(request: Request): string {
  const { searchParams } = new URL(request.url);
  for (const name of ['cursor', '_routes']) searchParams.delete(name);
  return `?${searchParams}`;
}

function queryOf(listing: Listing, within: string | undefined, prices: object) {
  const { q, category, vendor, options, inStock, sort } = listing;
  return {
    ...(q && { q }),
    ...((within ?? category) && { category: within ?? category }),
    ...(vendor.length > 0 && { vendor }),
    ...Object.fromEntries(Object.entries(options).map(([name, values]) => [`option.${name}`, values])),
    ...prices,
    ...(inStock && { inStock }),
    ...(sort && { sort }),
  };
}

const listProducts = async ({ api }: Shop, query: { limit: number }) =>
  unwrap(await api.GET('/api/v1/products', { params: { query } }));
