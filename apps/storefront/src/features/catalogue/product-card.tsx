import type { Schema } from '@tradepost/api-client';
import { Link } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { cx } from '../../ui/class-names.ts';
import { Picture } from '../../ui/picture.tsx';
import { Price } from './price.tsx';

type Product = Schema<'ProductSummary'>;

interface GridShown {
  products: Product[];
  columns?: 3 | 4;
  isFirst?: boolean;
}

export function ProductGrid({ products, columns = 4, isFirst = false }: GridShown) {
  return (
    <ul
      className={cx(
        'grid grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-3 lg:gap-x-6',
        columns === 3 ? 'xl:grid-cols-4' : 'lg:grid-cols-4',
      )}
    >
      {products.map((product, at) => (
        <li key={product.id}>
          <ProductCard product={product} isFirst={isFirst && at < 4} />
        </li>
      ))}
    </ul>
  );
}

export function ProductCard({ product, isFirst = false }: { product: Product; isFirst?: boolean }) {
  const { catalogue } = useWords();
  const { slug, title, vendor, price, compareAtPrice, image, available } = product;
  return (
    <article className="group relative grid gap-1">
      <div className="overflow-hidden rounded">
        <Picture
          image={image && { ...image, alt: '' }}
          isFirst={isFirst}
          shape="tall"
          sizes="(min-width: 64rem) 25vw, 50vw"
        />
      </div>
      <h3 className="mt-2 font-text text-base leading-snug font-semibold tracking-normal">
        <Link
          to={`/products/${slug}`}
          prefetch="intent"
          className="after:absolute after:inset-0 group-hover:underline underline-offset-4"
        >
          {title}
        </Link>
      </h3>
      {vendor && <p className="text-xs text-soft">{vendor}</p>}
      <p className="text-sm">
        <Price price={price.min} max={price.max} compareAt={compareAtPrice} />
        {!available && <span className="ml-2 text-soft">{catalogue.soldOut}</span>}
      </p>
    </article>
  );
}
