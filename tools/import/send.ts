import { IMPORT_PRODUCTS } from '@tradepost/contracts/limits';
import type { ProductDraft } from './rules/product-draft.ts';
import { InputError } from '../input/csv-file.ts';
import { describe, type Shop } from '../input/shop-client.ts';

export interface ProductOutcome {
  slug: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  errors: unknown[];
  /** Ids of its variants; none after a dry run of a new product. */
  variants?: { sku: string; id: string }[];
}

const LARGEST_BATCH_BYTES = 90_000;

/** Sends products in batches that the shop's body limit allows; gives what became of each. */
export async function* sendProducts(
  shop: Shop,
  drafts: AsyncIterable<ProductDraft> | Iterable<ProductDraft>,
  dryRun: boolean,
): AsyncGenerator<ProductOutcome> {
  let batch: ProductDraft[] = [];
  let bytes = 0;
  for await (const draft of drafts) {
    const size = Buffer.byteLength(JSON.stringify(draft)) + 1;
    if (size > LARGEST_BATCH_BYTES) {
      yield { slug: draft.slug, outcome: 'refused', errors: [`is too large to send (${size} bytes)`] };
      continue;
    }
    if (batch.length === IMPORT_PRODUCTS || bytes + size > LARGEST_BATCH_BYTES) {
      yield* await sendBatch(shop, batch, dryRun);
      batch = [];
      bytes = 0;
    }
    batch.push(draft);
    bytes += size;
  }
  if (batch.length > 0) yield* await sendBatch(shop, batch, dryRun);
}

async function sendBatch(shop: Shop, products: ProductDraft[], dryRun: boolean): Promise<ProductOutcome[]> {
  const answer = await shop.call('POST', '/api/v1/admin/imports/products', {
    body: { dryRun, products: products.map(whole) },
  });
  const body = answer.body as { results?: ProductOutcome[]; errors?: unknown[] } | null;
  if (answer.status === 200 && Array.isArray(body?.results)) return body.results;
  const first = products[0]?.slug ?? '';
  // A call with one malformed product is refused as a whole: sent alone, only that one is.
  if (answer.status === 400 && products.length === 1) {
    return [{ slug: first, outcome: 'refused', errors: body?.errors ?? [describe(answer)] }];
  }
  if (answer.status === 400) {
    const alone: ProductOutcome[] = [];
    for (const product of products) alone.push(...(await sendBatch(shop, [product], dryRun)));
    return alone;
  }
  throw new InputError(
    `the shop refused the ${products.length} products from "${first}" on: ${describe(answer)}`,
  );
}

/** What the shop asks of every product. */
const whole = ({ published, status, keepFurtherOptions: _, variants = [], ...draft }: ProductDraft) => ({
  title: '',
  ...draft,
  status: published === false || (status && status !== 'active') ? 'draft' : 'active',
  variants: variants.map(({ tracked, compareAtPrice, ...variant }) => ({
    options: {},
    stock: tracked ? 0 : null,
    ...variant,
    ...(compareAtPrice ? { compareAtPrice } : {}),
  })),
});
