import type { Schema } from '@tradepost/api-client';
import { Link } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Picture } from '../../ui/picture.tsx';

/** The root categories, each with a picture of one of its products. */
export function CategoryTiles({ categories }: { categories: Schema<'Category'>[] }) {
  const { catalogue } = useWords();
  const roots = categories.filter(({ parent, productCount }) => parent === null && productCount > 0);
  if (roots.length === 0) return null;
  return (
    <section aria-labelledby="browse" className="grid gap-6">
      <h2 id="browse" className="text-xl">
        {catalogue.browse}
      </h2>
      <ul className="-mx-4 flex snap-x scroll-px-4 gap-3 overflow-x-auto px-4 pb-2 lg:gap-4">
        {roots.map(({ slug, name, image, productCount }) => (
          <li key={slug} className="w-36 shrink-0 snap-start md:w-44 xl:w-auto xl:min-w-0 xl:flex-1">
            <Link to={`/categories/${slug}`} prefetch="intent" className="group grid gap-2 text-ink">
              <span className="overflow-hidden rounded">
                <Picture image={image && { ...image, alt: '' }} shape="tall" sizes="11rem" />
              </span>
              <span className="text-sm leading-tight">
                <span className="font-semibold underline-offset-4 group-hover:underline">{name}</span>{' '}
                <span className="tabular text-xs text-soft">{productCount}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
