import type { Schema } from '@tradepost/api-client';
import { formatPlain } from '../../lib/money.ts';
import { OPTION_PREFIX } from './choice.ts';

type Product = Schema<'Product'>;

/** JSON escaped for a script element: nothing in it can close the element. */
export const inScript = (node: unknown): string =>
  JSON.stringify(node).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** https://schema.org/Product with an offer per variant. */
export function productNode(
  product: Product,
  { origin, description }: { origin: string; description: string },
) {
  const url = encodeURI(`${origin}/products/${product.slug}`);
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.title,
    description,
    url,
    sku: product.variants[0]?.sku,
    // Of a product in several variants, each offer has its own.
    ...(product.variants.length === 1 && gtinOf(product.variants[0])),
    image: product.images.map((image) => new URL(image.url, origin || 'http://localhost').href),
    ...(product.vendor && { brand: { '@type': 'Brand', name: product.vendor } }),
    offers: product.variants.map((variant) => ({
      '@type': 'Offer',
      url: `${url}${searchOf(variant.options)}`,
      sku: variant.sku,
      ...gtinOf(variant),
      price: formatPlain(variant.price),
      priceCurrency: variant.price.currency,
      availability: `https://schema.org/${availabilityOf(variant)}`,
      itemCondition: 'https://schema.org/NewCondition',
    })),
  };
}

const gtinOf = (variant: Product['variants'][number] | undefined) => variant?.gtin && { gtin: variant.gtin };

/** https://schema.org/BreadcrumbList */
export function breadcrumbList(crumbs: { name: string; to?: string }[], origin: string) {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: crumbs.map(({ name, to }, at) => ({
      '@type': 'ListItem',
      position: at + 1,
      name,
      ...(to && { item: encodeURI(origin + to) }),
    })),
  };
}

function searchOf(options: Record<string, string>): string {
  const search = new URLSearchParams(
    Object.entries(options).map(([name, value]) => [OPTION_PREFIX + name, value]),
  );
  return search.size > 0 ? `?${search}` : '';
}

/** https://schema.org/ItemAvailability */
function availabilityOf({ available, backordered }: Product['variants'][number]): string {
  if (!available) return 'OutOfStock';
  return backordered ? 'BackOrder' : 'InStock';
}
