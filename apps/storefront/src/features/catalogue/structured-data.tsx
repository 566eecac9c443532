import type { Schema } from '@tradepost/api-client';
import { useRouteLoaderData } from 'react-router';
import { plainText, shortened } from '../../lib/plain-text.ts';
import { breadcrumbList, inScript, productNode } from './json-ld.ts';

const useOrigin = () => ((useRouteLoaderData('root') ?? {}) as { origin?: string }).origin ?? '';

/** A block of data for machines; browsers do not run it. */
function JsonLd({ node }: { node: unknown }) {
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: inScript(node) }} />;
}

export function ProductData({ product }: { product: Schema<'Product'> }) {
  const origin = useOrigin();
  const description = shortened(plainText(product.description), 1000);
  return <JsonLd node={productNode(product, { origin, description })} />;
}

export function BreadcrumbData({ crumbs }: { crumbs: { name: string; to?: string }[] }) {
  const origin = useOrigin();
  return <JsonLd node={breadcrumbList(crumbs, origin)} />;
}
