import { optionKey, type ProductRecord, type StoredProduct, type VariantRecord } from './product.ts';

export type VariantChange = {
  readonly id: string;
  readonly record: VariantRecord;
  /** Price, stock settings or words differ from what is stored. */
  readonly isChanged: boolean;
  /** The number on hand to set: only when the input names another one than the last import did. */
  readonly setStock: number | undefined;
};

/** What is to be written so that a stored product becomes what an input says. */
export type ProductChange = {
  readonly id: string;
  readonly outcome: 'created' | 'updated';
  readonly record: ProductRecord;
  readonly variants: readonly VariantChange[];
};

/**
 * Compares an input with what is stored. A variant is known by its SKU, also a retired one, or else by its choices.
 * @param retired ids of this product's retired variants by SKU
 * @returns undefined when there is nothing to change
 */
export function changeTo(
  record: ProductRecord,
  stored: StoredProduct | undefined,
  retired: ReadonlyMap<string, string>,
  newId: () => string,
): ProductChange | undefined {
  if (stored && JSON.stringify(stored.record) === JSON.stringify(record)) return undefined;
  const known = idsOf(record, stored, retired);
  return {
    id: stored?.id ?? newId(),
    outcome: stored ? 'updated' : 'created',
    record,
    variants: record.variants.map((variant, i) => {
      const id = known[i];
      const before = stored?.record.variants[stored.variantIds.indexOf(id ?? '')];
      return {
        id: id ?? newId(),
        record: variant,
        isChanged: JSON.stringify(before) !== JSON.stringify(variant),
        setStock: variant.stock !== null && variant.stock !== before?.stock ? variant.stock : undefined,
      };
    }),
  };
}

function idsOf(
  record: ProductRecord,
  stored: StoredProduct | undefined,
  retired: ReadonlyMap<string, string>,
): (string | undefined)[] {
  const bySku = new Map(retired);
  const byChoice = new Map<string, string>();
  stored?.record.variants.forEach((variant, i) => {
    bySku.set(variant.sku, stored.variantIds[i] as string);
    byChoice.set(optionKey(variant.options), stored.variantIds[i] as string);
  });
  const ids = record.variants.map(({ sku }) => bySku.get(sku));
  const taken = new Set(ids);
  return ids.map((id, i) => {
    if (id) return id;
    const sameChoice = byChoice.get(optionKey(record.variants[i]?.options ?? []));
    return sameChoice && !taken.has(sameChoice) ? sameChoice : undefined;
  });
}
