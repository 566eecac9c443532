import type { Schema } from '@tradepost/api-client';
import { useId } from 'react';
import { Link } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { ProductGrid } from './product-card.tsx';

/** A titled row of products with a link to all of them. */
export function Shelf({
  title,
  to,
  products,
}: {
  title: string;
  to?: string;
  products: Schema<'ProductSummary'>[];
}) {
  const { catalogue } = useWords();
  const id = useId();
  if (products.length === 0) return null;
  return (
    <section aria-labelledby={id} className="grid gap-6">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id={id} className="text-xl">
          {title}
        </h2>
        {to && (
          <Link
            to={to}
            aria-label={catalogue.seeAllOf(title)}
            className="shrink-0 text-sm underline underline-offset-4"
          >
            {catalogue.seeAll}
          </Link>
        )}
      </div>
      <ProductGrid products={products} />
    </section>
  );
}
