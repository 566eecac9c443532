import type { Schema } from '@tradepost/api-client';
import { Link } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';

type Category = Schema<'Category'>;

/** The children of this category, or its siblings if it has none; this one is marked. */
export function SubCategories({ categories, current }: { categories: Category[]; current: Category }) {
  const { catalogue } = useWords();
  const below = categories.filter(({ parent }) => parent === current.slug);
  const shown =
    below.length > 0
      ? below
      : categories.filter(({ parent }) => parent !== null && parent === current.parent);
  if (shown.length === 0) return null;
  return (
    <nav aria-label={catalogue.category} className="-mx-4 overflow-x-auto px-4 py-1">
      <ul className="flex gap-2 text-sm whitespace-nowrap">
        {shown.map(({ slug, name, productCount }) => (
          <li key={slug}>
            <Link
              to={`/categories/${slug}`}
              aria-current={slug === current.slug ? 'page' : undefined}
              className="flex min-h-11 items-center gap-2 rounded border border-line-strong px-4 hover:border-ink aria-[current=page]:border-accent aria-[current=page]:bg-accent aria-[current=page]:text-accent-ink"
            >
              {name}
              <span className="tabular text-xs">{productCount}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The path from the root to this category. */
export function pathTo(categories: Category[], slug: string): Category[] {
  const found = categories.find((one) => one.slug === slug);
  if (!found) return [];
  return [...(found.parent ? pathTo(categories, found.parent) : []), found];
}

/** Links on a page without results. */
export function CategoryLinks({ categories }: { categories: Category[] }) {
  const { catalogue } = useWords();
  const roots = categories.filter(({ parent, productCount }) => parent === null && productCount > 0);
  return (
    <nav aria-label={catalogue.browse}>
      <ul className="flex flex-wrap gap-2">
        {roots.map(({ slug, name }) => (
          <li key={slug}>
            <Link
              to={`/categories/${slug}`}
              className="flex min-h-11 items-center rounded border border-line-strong px-4 hover:border-ink"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
