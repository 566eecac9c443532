import { isSame } from './is-same.ts';
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
  /** Something of it differs from what is stored. */
  readonly isChanged: boolean;
  /** The quantity on hand to set; undefined unless the input gives another one than the last import did. */
  readonly setStock: number | undefined;
}

/** What makes a stored product equal to an input. */
export interface ProductChange {
  readonly id: string;
  readonly outcome: 'created' | 'updated';
  readonly record: ProductRecord;
  readonly variants: readonly VariantChange[];
}

/**
 * Compares an input with what is stored. A variant is recognised by its SKU, also a retired one, or else by its options.
 * @param retired ids of this product's retired variants by SKU
 * @returns undefined when there is nothing to change
 */
export function changeTo(
  given: GivenProduct,
  stored: StoredProduct | undefined,
  retired: ReadonlyMap<string, string>,
  newId: () => string,
): ProductChange | undefined {
  const known = idsOf(given, stored, retired);
  const variants = given.variants.map((variant, i) => {
    const id = known[i];
    const before = stored?.record.variants[stored.variantIds.indexOf(id ?? '')];
    return { id, before, record: complete(variant, before) };
  });
  const record: ProductRecord = { ...given, variants: variants.map((variant) => variant.record) };
  if (stored && isSame(stored.record, record)) return undefined;
  return {
    id: stored?.id ?? newId(),
    outcome: stored ? 'updated' : 'created',
    record,
    variants: variants.map(({ id, before, record: variant }) => ({
      id: id ?? newId(),
      record: variant,
      isChanged: !isSame(before, variant),
      setStock: variant.stock !== null && variant.stock !== before?.stock ? variant.stock : undefined,
    })),
  };
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
  retired: ReadonlyMap<string, string>,
): (string | undefined)[] {
  const bySku = new Map(retired);
  const byOptions = new Map<string, string>();
  stored?.record.variants.forEach((variant, i) => {
    bySku.set(variant.sku, stored.variantIds[i] as string);
    byOptions.set(optionKey(variant.options), stored.variantIds[i] as string);
  });
  const ids = record.variants.map(({ sku }) => bySku.get(sku));
  const taken = new Set(ids);
  return ids.map((id, i) => {
    if (id) return id;
    const withSameOptions = byOptions.get(optionKey(record.variants[i]?.options ?? []));
    return withSameOptions && !taken.has(withSameOptions) ? withSameOptions : undefined;
  });
}
