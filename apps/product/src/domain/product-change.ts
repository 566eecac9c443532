import { isSame } from './is-same.ts';
import type { KnownVariant } from './product-patch.ts';
import {
  type GivenProduct,
  type GivenVariant,
  optionKey,
  type ProductRecord,
  type StoredProduct,
  VARIANT_DEFAULTS,
  type VariantRecord,
} from './product.ts';

export interface VariantChange {
  readonly id: string;
  readonly record: VariantRecord;
  /** As it is stored, perhaps retired or in another product. */
  readonly before: VariantRecord | undefined;
  /** Something of it differs from what is stored. */
  readonly isChanged: boolean;
  /** The quantity on hand to set; undefined unless the input gives another one than the last import did. */
  readonly setStock: number | undefined;
  /** Whether stock is counted; undefined unless the input says something else than the last import did. */
  readonly setTracked: boolean | undefined;
}

/** What makes a stored product equal to an input. */
export interface ProductChange {
  readonly id: string;
  readonly outcome: 'created' | 'updated';
  readonly record: ProductRecord;
  /** What the source calls it, to be stored; undefined: what is stored stays. */
  readonly handle?: string | undefined;
  readonly variants: readonly VariantChange[];
}

/** A stored variant that an input names by its SKU: a retired one of the product, or one that moves to it. */
export interface TakenVariant extends Partial<KnownVariant> {
  readonly variantId: string;
}

/**
 * Compares an input with what is stored. A variant is recognised by its SKU, also a retired one, or else by its options.
 * @param taken by SKU, what is not on sale in this product
 * @param isClaimed another product wants the SKU: its variant can't get another one here
 * @returns undefined when there is nothing to change
 */
export function changeTo(
  given: GivenProduct,
  stored: StoredProduct | undefined,
  taken: ReadonlyMap<string, TakenVariant>,
  newId: () => string,
  isClaimed: (sku: string) => boolean = () => false,
): ProductChange | undefined {
  const known = idsOf(given, stored, taken, isClaimed);
  const stands = new Map(stored?.variantIds.map((id, i) => [id, stored.record.variants[i]]));
  const variants = given.variants.map((variant, i) => {
    const id = known[i];
    const own = stands.get(id ?? '');
    const before = own ?? taken.get(variant.sku)?.record;
    return { id, before, record: complete(variant, before) };
  });
  const record: ProductRecord = { ...given, variants: variants.map((variant) => variant.record) };
  if (stored && isSame(stored.record, record)) return undefined;
  return {
    id: stored?.id ?? newId(),
    outcome: stored ? 'updated' : 'created',
    record,
    variants: variants.map(({ id, before, record: variant }) => ({
      ...{ id: id ?? newId(), record: variant, before, isChanged: !isSame(before, variant) },
      ...stockChange(variant, before),
    })),
  };
}

/** Stock is set when the input says something else than the last import did: what was sold since stays sold. */
function stockChange(
  { stock, isTracked }: VariantRecord,
  before: VariantRecord | undefined,
): Pick<VariantChange, 'setStock' | 'setTracked'> {
  const setStock = stock !== null && stock !== before?.stock ? stock : undefined;
  const isSaid = setStock !== undefined || isTracked !== before?.isTracked;
  return { setStock, setTracked: isSaid ? isTracked : undefined };
}

function complete(given: GivenVariant, before: VariantRecord | undefined): VariantRecord {
  const { taxClass, requiresShipping } = before ?? VARIANT_DEFAULTS;
  return {
    ...given,
    taxClass: given.taxClass ?? taxClass,
    requiresShipping: given.requiresShipping ?? requiresShipping,
  };
}

function idsOf(
  record: GivenProduct,
  stored: StoredProduct | undefined,
  taken: ReadonlyMap<string, TakenVariant>,
  isClaimed: (sku: string) => boolean,
): (string | undefined)[] {
  const bySku = new Map([...taken].map(([sku, { variantId }]) => [sku, variantId]));
  const byOptions = new Map<string, string>();
  stored?.record.variants.forEach((variant, i) => {
    bySku.set(variant.sku, stored.variantIds[i] as string);
    if (!isClaimed(variant.sku)) byOptions.set(optionKey(variant.options), stored.variantIds[i] as string);
  });
  const ids = record.variants.map(({ sku }) => bySku.get(sku));
  const named = new Set(ids);
  return ids.map((id, i) => {
    if (id) return id;
    const withSameOptions = byOptions.get(optionKey(record.variants[i]?.options ?? []));
    return withSameOptions && !named.has(withSameOptions) ? withSameOptions : undefined;
  });
}
