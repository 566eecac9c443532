import { IMPORT_BYTES, IMPORT_PRODUCTS } from '@tradepost/contracts/limits';
import type { ProductDraft } from './rules/product-draft.ts';
import { InputError } from '../input/csv-file.ts';
import { describe, type Shop } from '../input/shop-client.ts';

export interface ProductOutcome {
  slug: string;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  errors: unknown[];
  /** Ids of its variants; none after a dry run of a new product. */
  variants?: { sku: string; id: string }[];
  /** What changes in an existing product. */
  changes?: { field: string; from: string; to: string }[];
  /** Number of changes that are not listed. */
  moreChanges?: number;
  notes?: { code: string; detail: string; skus: string[]; variantCount: number }[];
  /** SKUs of variants that it loses, or would lose. */
  retired?: string[];
}

/** Many small products go together; a large one goes alone, up to what the shop takes. */
const BATCH_BYTES = 90_000;
const LARGEST_CALL_BYTES = IMPORT_BYTES - 1_000;

export interface SendOptions {
  dryRun: boolean;
  /** True: a product that would lose variants is refused. */
  keepVariants?: boolean;
}

/** A product, and what became of it. */
export interface Sent {
  draft: ProductDraft;
  outcome: ProductOutcome;
}

/** Sends products in batches; gives what became of each, one batch after the other. */
export async function* sendProducts(
  shop: Shop,
  drafts: AsyncIterable<ProductDraft> | Iterable<ProductDraft>,
  options: SendOptions,
): AsyncGenerator<Sent[]> {
  let batch: ProductDraft[] = [];
  let bytes = 0;
  for await (const draft of drafts) {
    const size = bytesOf(draft);
    if (size > LARGEST_CALL_BYTES) {
      yield [{ draft, outcome: tooLarge(draft, size) }];
      continue;
    }
    if (batch.length === IMPORT_PRODUCTS || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield await sendBatch(shop, batch, options);
      batch = [];
      bytes = 0;
    }
    batch.push(draft);
    bytes += size;
  }
  if (batch.length > 0) yield await sendBatch(shop, batch, options);
}

/** Sends products in one call, because they exchange SKUs and each of them needs the others. */
export async function* sendTogether(
  shop: Shop,
  drafts: readonly ProductDraft[],
  options: SendOptions,
): AsyncGenerator<ProductOutcome> {
  const bytes = drafts.reduce((sum, draft) => sum + bytesOf(draft), 0);
  const isTooMuch = drafts.length > IMPORT_PRODUCTS || bytes > LARGEST_CALL_BYTES;
  const reason = `exchanges SKUs with ${drafts.length - 1} other products, more than one call takes; move them in several files`;
  if (isTooMuch) yield* drafts.map((draft) => refused(draft, [reason]));
  else for (const { outcome } of await sendBatch(shop, drafts, options)) yield outcome;
}

const bytesOf = (draft: ProductDraft): number => Buffer.byteLength(JSON.stringify(draft)) + 1;

export const refused = ({ slug }: ProductDraft, errors: unknown[]): ProductOutcome => ({
  ...{ slug, outcome: 'refused', errors },
});

const tooLarge = (draft: ProductDraft, size: number): ProductOutcome =>
  refused(draft, [
    `is too large to send (${size} bytes, the shop takes ${LARGEST_CALL_BYTES}); shorten its description, or split it into several products`,
  ]);

async function sendBatch(
  shop: Shop,
  products: readonly ProductDraft[],
  options: SendOptions,
): Promise<Sent[]> {
  const answer = await shop.call('PATCH', '/api/v1/admin/imports/products', {
    body: { ...options, products },
  });
  const body = answer.body as { results?: ProductOutcome[]; errors?: unknown[] } | null;
  const results = body?.results;
  if (answer.status === 200 && Array.isArray(results) && results.length === products.length)
    return results.map((outcome, i) => ({ draft: products[i] as ProductDraft, outcome }));
  const [first] = products as [ProductDraft];
  // A call with one malformed product is refused as a whole: sent alone, only that one is.
  if (answer.status === 400 && products.length === 1)
    return [{ draft: first, outcome: refused(first, body?.errors ?? [describe(answer)]) }];
  if (answer.status === 400) {
    const alone: Sent[] = [];
    for (const product of products) alone.push(...(await sendBatch(shop, [product], options)));
    return alone;
  }
  throw new InputError(
    `the shop refused the ${products.length} products from "${first.slug}" on: ${describe(answer)}`,
  );
}
