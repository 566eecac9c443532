import { Link } from 'react-router';
import type { Route } from './+types/home';
import { ProductGrid } from '../features/catalogue/product-card.tsx';
import { useWords } from '../lib/text/text.tsx';
import { unwrap } from '../lib/problem.ts';
import { shopContext } from '../server/shop.ts';
import { ButtonLink } from '../ui/button.tsx';

export async function loader({ context }: Route.LoaderArgs) {
  const { api } = context.get(shopContext);
  const newest = await api.GET('/api/v1/products', { params: { query: { sort: 'newest', limit: 8 } } });
  return { newest: unwrap(newest).items };
}

export default function Home({ loaderData: { newest } }: Route.ComponentProps) {
  const { catalogue, frame } = useWords();
  return (
    <div className="wrap">
      <title>{`${frame.shop} · ${frame.tagline}`}</title>
      <section className="grid gap-6 py-16 md:py-24">
        <h1 className="max-w-3xl text-2xl">{catalogue.heroTitle}</h1>
        <p className="max-w-xl text-lg text-soft">{catalogue.heroText}</p>
        <p>
          <ButtonLink to="/search">{catalogue.heroAction}</ButtonLink>
        </p>
      </section>
      <section aria-labelledby="newest" className="grid gap-6">
        <div className="flex items-baseline justify-between">
          <h2 id="newest" className="text-xl">
            {catalogue.newest}
          </h2>
          <Link to="/search?sort=newest" className="text-sm underline underline-offset-4">
            {catalogue.seeAll}
          </Link>
        </div>
        <ProductGrid products={newest} isFirst />
      </section>
    </div>
  );
}
