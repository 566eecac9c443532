import type { FieldError } from './field-errors.ts';
import type { ProductChange, TakenVariant } from './product-change.ts';
import type { KnownVariant, ProductPatch } from './product-patch.ts';
import type { CategoryRef, GivenProduct, StoredProduct } from './product.ts';

/** A stored variant with a SKU that an input names. */
export interface StoredSku extends Partial<KnownVariant> {
  readonly variantId: string;
  readonly productSlug: string;
  readonly isRetired: boolean;
}

/** The stored variants with the SKUs that the inputs name. */
export type StoredSkus = ReadonlyMap<string, StoredSku>;

/** An input on its way to a result: refused as soon as it has an error. */
export interface Candidate {
  readonly slug: string;
  readonly errors: FieldError[];
  readonly skus: ReadonlySet<string>;
  readonly record?: GivenProduct;
  readonly patch?: ProductPatch | undefined;
  readonly stored?: StoredProduct | undefined;
  /** What the source calls it, to be stored. */
  readonly handle?: string | undefined;
  /** To create. */
  readonly category?: CategoryRef | undefined;
  change?: ProductChange | undefined;
  /** Another input of the batch names the SKU, whether it is refused or not. */
  readonly isClaimed: (sku: string) => boolean;
  /** Ids of its stored variants that it would lose, with their SKUs. */
  losing: ReadonlyMap<string, string>;
}

const hasSku = ({ skus }: Candidate, sku: string): boolean => skus.has(sku);

/**
 * A SKU names one thing in the whole shop. It moves to another product if that does not have it on sale, or gives it away
 * in the same batch.
 */
export function checkSkus(one: Candidate, candidates: readonly Candidate[], stored: StoredSkus): void {
  one.record?.variants.forEach(({ sku }, i) => {
    const twin = candidates.find((other) => other !== one && other.errors.length === 0 && hasSku(other, sku));
    const known = stored.get(sku);
    const isOnSaleElsewhere = known && known.productSlug !== one.record?.slug && !known.isRetired;
    const giver = isOnSaleElsewhere && candidates.find(({ record }) => record?.slug === known.productSlug);
    const isGiven = giver && giver.errors.length === 0 && !hasSku(giver, sku);
    const isFirst = !twin || candidates.indexOf(one) < candidates.indexOf(twin);
    const owner = isOnSaleElsewhere && !isGiven ? known.productSlug : isFirst ? undefined : twin.record?.slug;
    if (owner === undefined) return;
    const detail = `"${sku}" belongs to the product "${owner}". Use another SKU, or import both products together, that one without it.`;
    one.errors.push({ field: `variants[${i}].sku`, code: 'sku.taken', detail, owner });
  });
}

/** Finds what the product would lose, and refuses that if variants must be kept, unless another input of the batch has it. */
export function checkLosses(one: Candidate, keepsVariants: boolean): void {
  const { stored, change, errors } = one;
  if (!stored || !change) return;
  const kept = new Set(change.variants.map(({ id }) => id));
  const lost = stored.variantIds.flatMap((id, i) =>
    kept.has(id) ? [] : [[id, stored.record.variants[i]?.sku ?? ''] as const],
  );
  one.losing = new Map(lost);
  // Also SKUs that it would rename: another product may be meant to have them.
  const leaving = stored.record.variants.flatMap(({ sku }, i) =>
    hasSku(one, sku) || one.isClaimed(sku) ? [] : [[stored.variantIds[i] ?? '', sku] as const],
  );
  if (!keepsVariants || leaving.length === 0) return;
  one.losing = new Map([...lost, ...leaving]);
  const named = leaving.slice(0, 5).map(([, sku]) => `"${sku}"`);
  const detail = `It would lose ${named.join(', ')}${leaving.length > named.length ? ', …' : ''}. Give these variants, too, or allow that they are retired.`;
  errors.push({ field: 'variants', code: 'variant.would_retire', detail });
}

/** What one product gives away, another one takes in the same change, or neither changes. @returns true if it was refused */
export function refuseHalfMove(one: Candidate, candidates: readonly Candidate[]): boolean {
  if (!one.change || one.errors.length > 0) return false;
  const refused = (other: Candidate) => other !== one && other.errors.length > 0;
  const lost = [...one.losing].find(([, sku]) =>
    candidates.some((other) => refused(other) && hasSku(other, sku)),
  );
  const taken = one.change.variants.find(({ id }) =>
    candidates.some((other) => refused(other) && other.stored?.variantIds.includes(id)),
  );
  const sku = lost?.[1] ?? taken?.record.sku;
  if (sku === undefined) return false;
  const other = candidates.find(
    (two) => refused(two) && (hasSku(two, sku) || two.stored?.variantIds.includes(taken?.id ?? '')),
  );
  const detail = `"${sku}" moves between this product and "${other?.slug ?? ''}", which is refused. Correct that one first.`;
  one.errors.push({ field: 'variants', code: 'sku.move_refused', detail, owner: other?.slug });
  return true;
}

/** Stored variants with one of the record's SKUs that are retired, or in another product. */
export function takenVariants(record: GivenProduct, stored: StoredSkus): Map<string, TakenVariant> {
  const known = record.variants.map(({ sku }) => [sku, stored.get(sku)] as const);
  return new Map(
    known.flatMap(([sku, one]) =>
      one && (one.isRetired || one.productSlug !== record.slug) ? [[sku, one] as const] : [],
    ),
  );
}
