import type { Schema } from '@tradepost/api-client';
import { useRouteLoaderData } from 'react-router';
import { shortened } from '../../lib/shortened.ts';
import { breadcrumbList, inScript, productNode } from './json-ld.ts';

const useOrigin = () => useRouteLoaderData<{ origin?: string }>('root')?.origin ?? '';

/**
 * A block of structured data for crawlers. They read the server's HTML, so browsers do not even load the code that
 * makes it (`import.meta.env.SSR`).
 */
const jsonLd = (text: string) => (
  <script type="application/ld+json" suppressHydrationWarning dangerouslySetInnerHTML={{ __html: text }} />
);

export function ProductData({ product }: { product: Schema<'Product'> }) {
  const origin = useOrigin();
  if (!import.meta.env.SSR) return jsonLd('');
  const description = shortened(product.description, 1000);
  return jsonLd(inScript(productNode(product, { origin, description })));
}

export function BreadcrumbData({ crumbs }: { crumbs: { name: string; to?: string }[] }) {
  const origin = useOrigin();
  return jsonLd(import.meta.env.SSR ? inScript(breadcrumbList(crumbs, origin)) : '');
}
