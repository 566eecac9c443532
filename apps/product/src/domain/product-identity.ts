import { type CheckedInput, type Readable, skusOf } from './checked-input.ts';
import type { FieldError } from './field-errors.ts';
import type { ImportState } from './import-state.ts';
import type { GivenProduct, StoredProduct } from './product.ts';
import { movedText } from './slug-move.ts';

/**
 * The record under the current slug of its product. An old slug means the product that had it, if the input names one of
 * its SKUs; another product can't get a slug that redirects elsewhere.
 */
export function atCurrentSlug(
  { record, former, handle }: Readable,
  state: ImportState,
  batch: Batch,
): GivenProduct | undefined {
  if (former && !state.products.has(record.slug) && !state.moved.has(record.slug)) {
    const slug = state.moved.get(former.slug) ?? former.slug;
    const isSameProduct = former.variants.some(({ sku }) => {
      const known = state.skus.get(sku);
      return known?.productSlug === slug && !known.isRetired;
    });
    const isNamed = isSameProduct || hasHandle(slug, handle, state);
    return isNamed && !batch.slugs.has(slug) ? { ...former, slug } : record;
  }
  const slug = state.moved.get(record.slug);
  if (slug === undefined) return record;
  const isSameProduct = hasHandle(slug, handle, state) || hasSkuOf(slug, record, state);
  return isSameProduct ? { ...record, slug } : undefined;
}

const hasHandle = (slug: string, handle: string | undefined, state: ImportState): boolean =>
  handle !== undefined && state.products.get(slug)?.handle === handle;

const hasSkuOf = (slug: string, { variants }: GivenProduct, state: ImportState): boolean =>
  variants.some(({ sku }) => state.skus.get(sku)?.productSlug === slug);

/** Which slugs and SKUs the inputs of one batch name. */
export class Batch {
  /** Those that earlier inputs have. */
  readonly slugs = new Set<string>();
  private readonly claims = new Map<string, CheckedInput[]>();

  constructor(inputs: readonly CheckedInput[]) {
    for (const input of inputs)
      for (const sku of 'record' in input ? skusOf(input.record) : input.skus)
        this.claims.set(sku, [...(this.claims.get(sku) ?? []), input]);
  }

  /** True for SKUs that another input names, whether it is refused or not. */
  claimedBesides(input: CheckedInput): (sku: string) => boolean {
    return (sku) => this.claims.get(sku)?.some((other) => other !== input) ?? false;
  }
}

/** Slugs that belong to another product, stored or of this batch. */
export function slugErrors(
  record: GivenProduct,
  input: Readable,
  state: ImportState,
  batch: Batch,
): FieldError[] {
  const errors: FieldError[] = [];
  const movedTo = state.moved.get(record.slug);
  if (movedTo !== undefined) errors.push({ field: 'slug', code: 'slug.moved', detail: movedText(movedTo) });
  const stored = state.products.get(record.slug);
  if (stored && isAmbiguous(input, stored) && !hasSkuOf(record.slug, record, state)) {
    const remedy = stored.handle === undefined ? 'the slug as handle' : `its handle "${stored.handle}"`;
    errors.push({
      ...{ field: 'slug', code: 'slug.ambiguous' },
      detail: `A product with other SKUs has the slug "${record.slug}". If it is the same one, give ${remedy}; else give another handle.`,
    });
  }
  if (batch.slugs.has(record.slug))
    errors.push({
      ...{ field: 'slug', code: 'slug.duplicate' },
      detail: `"${record.slug}" is in this batch twice. Give each product once.`,
    });
  return errors;
}

/**
 * The handle is not the one that the product was imported with, so it may be of another product with the same slug. A slug
 * as handle means its product, unless it comes with the SKUs of one that was imported with another handle.
 */
function isAmbiguous({ handle, record, isWithoutSkus }: Readable, stored: StoredProduct): boolean {
  if (handle === undefined || handle === stored.handle) return false;
  return handle !== record.slug || (stored.handle !== undefined && !isWithoutSkus);
}

/** The slug is known anyway: it doesn't replace what the source calls the product. */
export function handleToStore(
  { handle, record }: Readable,
  stored: StoredProduct | undefined,
): string | undefined {
  const isKnown = handle === stored?.handle || (stored?.handle !== undefined && handle === record.slug);
  return isKnown ? undefined : handle;
}
