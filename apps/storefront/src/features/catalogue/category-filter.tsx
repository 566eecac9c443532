import type { Schema } from '@tradepost/api-client';
import { useWords } from '../../lib/text/text.tsx';
import { Check } from '../../ui/check.tsx';
import { pathTo } from './category-nav.tsx';

interface Shown {
  facets: Schema<'Facet'>[];
  categories: Schema<'Category'>[];
  chosen: string;
}

/** Categories of the results: the top level, and the children of the selected one. */
export function CategoryFilter({ facets, categories, chosen }: Shown) {
  const { catalogue } = useWords();
  const values = facets.find(({ name }) => name === 'category')?.values ?? [];
  const counts = new Map(values.map(({ value, count }) => [value, count]));
  const open = new Set([null, ...pathTo(categories, chosen).map(({ slug }) => slug)]);
  const shown = categories.filter(
    ({ slug, parent }) => open.has(parent) && (counts.has(slug) || slug === chosen),
  );
  if (shown.length === 0) return null;
  const inOrder = shown
    .filter(({ parent }) => parent === null)
    .flatMap((root) => [root, ...shown.filter(({ parent }) => parent === root.slug)]);
  return (
    <fieldset className="mb-3 border-b border-line pb-3">
      <legend className="float-left mb-1 w-full text-sm font-semibold">{catalogue.category}</legend>
      <div className="clear-both">
        <Check
          type="radio"
          name="category"
          value=""
          label={catalogue.allCategories}
          checked={chosen === ''}
          onChange={() => {}}
        />
        {inOrder.map(({ slug, name, parent }) => (
          <Check
            key={slug}
            type="radio"
            name="category"
            value={slug}
            label={name}
            count={counts.get(slug) ?? 0}
            checked={slug === chosen}
            onChange={() => {}}
            {...(parent !== null && { className: 'pl-6' })}
          />
        ))}
      </div>
    </fieldset>
  );
}
