import type { Schema } from '@tradepost/api-client';
import { plainText } from '../../lib/plain-text.ts';
import { useWords } from '../../lib/text/text.tsx';

type Shown = { product: Schema<'Product'>; variant: Schema<'Variant'> | undefined };

/** What the maker says of it, and the article number of the chosen variant. */
export function ProductText({ product, variant }: Shown) {
  const { catalogue } = useWords();
  const lines = plainText(product.description).split('\n').filter(Boolean);
  return (
    <section aria-labelledby="description" className="grid max-w-prose gap-3 border-t border-line pt-6">
      <h2 id="description" className="text-lg">
        {catalogue.description}
      </h2>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {variant && (
        <p className="text-xs text-soft">
          {catalogue.articleNumber} <span className="tabular">{variant.sku}</span>
        </p>
      )}
    </section>
  );
}
