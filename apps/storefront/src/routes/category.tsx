import { data, useRouteLoaderData } from 'react-router';
import type { Route } from './+types/category';
import { CategoryLinks, pathTo, SubCategories } from '../features/catalogue/category-nav.tsx';
import { ListHeading } from '../features/catalogue/list-heading.tsx';
import { ProductList } from '../features/catalogue/product-list.tsx';
import { BreadcrumbData } from '../features/catalogue/structured-data.tsx';
import { PageHead } from '../lib/page-head.tsx';
import { found } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import type { loader as rootLoader } from '../root.tsx';
import { allCategories } from '../server/categories.ts';
import { loadListing } from '../server/listing.ts';
import { movedTo } from '../server/moved.ts';
import { type Shop, shopContext } from '../server/shop.ts';
import { Breadcrumbs } from '../ui/breadcrumbs.tsx';

export async function loader({ context, params: { slug }, request }: Route.LoaderArgs) {
  const shop = context.get(shopContext);
  const [categories, listing] = await Promise.all([allCategories(shop), loadListing(shop, request, slug)]);
  const path = pathTo(categories, slug);
  const category = path.at(-1);
  if (!category) return redirectToCurrent(shop, slug, request);
  return { category, path, listing, currency: shop.currency };
}

/** Redirects former slugs; others are not found. */
async function redirectToCurrent({ api }: Shop, slug: string, request: Request): Promise<never> {
  const category = found(await api.GET('/api/v1/categories/{slug}', { params: { path: { slug } } }));
  // The category list is slightly older than the response.
  if (category.slug === slug) throw data(null, { status: 404 });
  throw movedTo(`/categories/${category.slug}`, request);
}

export default function Category({
  loaderData: { category, path, listing, currency },
}: Route.ComponentProps) {
  const { catalogue, frame } = useWords();
  const categories = useRouteLoaderData<typeof rootLoader>('root')?.categories ?? [];
  const to = `/categories/${category.slug}`;
  const crumbs = [
    { name: frame.home, to: '/' },
    ...path.map(({ slug, name }) => ({ name, to: `/categories/${slug}` })),
  ];
  return (
    <div className="wrap">
      <PageHead
        title={category.name}
        description={catalogue.listDescription(category.name, category.productCount)}
        path={to}
        image={listing.items[0]?.image}
      />
      <BreadcrumbData crumbs={crumbs} />
      <Breadcrumbs label={frame.breadcrumbs} crumbs={[...crumbs.slice(0, -1), { name: category.name }]} />
      <ListHeading title={category.name} total={listing.total}>
        <SubCategories categories={categories} current={category} />
      </ListHeading>
      <ProductList
        key={category.slug}
        data={listing}
        currency={currency}
        hidden={['category']}
        empty={
          <div className="grid gap-6">
            <p>{catalogue.emptyCategory}</p>
            <CategoryLinks categories={categories} />
          </div>
        }
      />
    </div>
  );
}
