import { useRouteLoaderData, useSearchParams } from 'react-router';
import type { Route } from './+types/search';
import { CategoryFilter } from '../features/catalogue/category-filter.tsx';
import { CategoryLinks } from '../features/catalogue/category-nav.tsx';
import { ListHeading } from '../features/catalogue/list-heading.tsx';
import { ProductList } from '../features/catalogue/product-list.tsx';
import { readListing } from '../lib/listing.ts';
import { PageHead } from '../lib/page-head.tsx';
import { useWords } from '../lib/text/text.tsx';
import type { loader as rootLoader } from '../root.tsx';
import { loadListing } from '../server/listing.ts';
import { shopContext } from '../server/shop.ts';

export async function loader({ context, request }: Route.LoaderArgs) {
  const shop = context.get(shopContext);
  return { listing: await loadListing(shop, request), currency: shop.currency };
}

export default function Search({ loaderData: { listing, currency } }: Route.ComponentProps) {
  const { catalogue } = useWords();
  const [search] = useSearchParams();
  const { q } = readListing(search);
  const categories = useRouteLoaderData<typeof rootLoader>('root')?.categories ?? [];
  const isEmpty = listing.total === 0 && q !== '';
  const title =
    q === '' ? catalogue.allProducts : isEmpty ? catalogue.nothingFor(q) : catalogue.resultsFor(q);
  return (
    <div className="wrap pt-8">
      <PageHead title={title} path="/search" isPrivate={q !== ''} />
      <ListHeading title={title} total={listing.total}>
        {listing.inexact && <p role="status">{catalogue.inexact(q)}</p>}
      </ListHeading>
      <ProductList
        key={q}
        data={listing}
        currency={currency}
        hidden={['category']}
        first={({ category }) => (
          <CategoryFilter facets={listing.facets} categories={categories} chosen={category} />
        )}
        empty={
          <div className="grid gap-6">
            <p>{catalogue.nothingHint}</p>
            <CategoryLinks categories={categories} />
          </div>
        }
      />
    </div>
  );
}
