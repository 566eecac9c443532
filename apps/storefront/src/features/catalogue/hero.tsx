import type { Schema } from '@tradepost/api-client';
import { Link } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Picture } from '../../ui/picture.tsx';

/** Text on one side, three products on the other: one large, two beside it. */
export function Hero({ products }: { products: Schema<'ProductSummary'>[] }) {
  const { catalogue } = useWords();
  const [large, ...small] = products;
  return (
    <section className="grid items-center gap-8 pt-6 md:grid-cols-[5fr_6fr] md:pt-10 lg:gap-16">
      <div className="grid gap-6 max-md:order-last max-md:pb-4">
        <h1 className="text-2xl lg:text-[4.5rem] lg:leading-none">{catalogue.heroTitle}</h1>
        <p className="max-w-md text-lg text-soft">{catalogue.heroText}</p>
        <p>
          <ButtonLink to="/search">{catalogue.heroAction}</ButtonLink>
        </p>
      </div>
      {large && (
        <div className="grid grid-cols-[2fr_1fr] gap-3 lg:gap-4">
          <HeroPicture product={large} className="row-span-2" sizes="(min-width: 48rem) 36vw, 66vw" />
          {small.slice(0, 2).map((product) => (
            <HeroPicture key={product.id} product={product} sizes="(min-width: 48rem) 18vw, 33vw" />
          ))}
        </div>
      )}
    </section>
  );
}

interface PictureShown {
  product: Schema<'ProductSummary'>;
  sizes: string;
  className?: string;
}

function HeroPicture({ product: { slug, title, image }, sizes, className = '' }: PictureShown) {
  return (
    <Link
      to={`/products/${slug}`}
      aria-label={title}
      className={`block overflow-hidden rounded ${className}`}
    >
      <Picture
        image={image && { ...image, alt: '' }}
        shape="tall"
        isFirst
        sizes={sizes}
        className="h-full transition-transform duration-200 hover:scale-[1.02]"
      />
    </Link>
  );
}
