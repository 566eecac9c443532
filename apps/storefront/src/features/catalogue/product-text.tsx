import type { Schema } from '@tradepost/api-client';
import { useWords } from '../../lib/text/text.tsx';

interface Shown {
  product: Schema<'Product'>;
  variant: Schema<'Variant'> | undefined;
}

/** The description, and the SKU of the selected variant. */
export function ProductText({ product, variant }: Shown) {
  const { catalogue } = useWords();
  return (
    <section aria-labelledby="description" className="grid max-w-prose gap-3 border-t border-line pt-6">
      <h2 id="description" className="text-lg">
        {catalogue.description}
      </h2>
      {/* The API promises that nothing in it runs or loads. */}
      <div className="rich" dangerouslySetInnerHTML={{ __html: product.descriptionHtml }} />
      {variant && (
        <p className="text-xs text-soft">
          {catalogue.articleNumber} <span className="tabular">{variant.sku}</span>
        </p>
      )}
    </section>
  );
}
