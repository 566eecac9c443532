import { useRouteLoaderData } from 'react-router';
import type { Route } from './+types/home';
import { CategoryTiles } from '../features/catalogue/category-tiles.tsx';
import { Hero } from '../features/catalogue/hero.tsx';
import { Shelf } from '../features/catalogue/shelf.tsx';
import { PageHead } from '../lib/page-head.tsx';
import { unwrap } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import type { loader as rootLoader } from '../root.tsx';
import { type Shop, shopContext } from '../server/shop.ts';

const SHELF = 8;
const HERO = 3;

export async function loader({ context }: Route.LoaderArgs) {
  const shop = context.get(shopContext);
  // Available products, most expensive first.
  const [window, newest, popular] = await Promise.all([
    shelf(shop, { sort: '-price', limit: HERO + 1 }),
    shelf(shop, { sort: 'newest', limit: SHELF }),
    shelf(shop, { sort: 'popular', limit: SHELF }),
  ]);
  return { window, newest, popular };
}

type Sort = 'newest' | 'popular' | '-price';

const shelf = async ({ api }: Shop, query: { sort: Sort; limit: number }) =>
  unwrap(await api.GET('/api/v1/products', { params: { query: { ...query, inStock: true } } })).items;

export default function Home({ loaderData: { window, newest, popular } }: Route.ComponentProps) {
  const { catalogue, frame } = useWords();
  const categories = useRouteLoaderData<typeof rootLoader>('root')?.categories ?? [];
  return (
    <div className="wrap grid gap-16">
      <PageHead title={frame.shop} description={catalogue.heroText} path="/" image={window[0]?.image} />
      <Hero products={window} />
      <CategoryTiles categories={categories} />
      <Shelf title={catalogue.newest} to="/search?sort=newest" products={newest} />
      <Shelf title={catalogue.popular} to="/search?sort=popular" products={popular} />
    </div>
  );
}
