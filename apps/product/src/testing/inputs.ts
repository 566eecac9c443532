import { type ProductInput, ProductStatus, TaxClass, type VariantInput } from '@tradepost/contracts';

/** A variant as staff would send it. */
export const aVariant = (changes: Partial<VariantInput> = {}): VariantInput => ({
  ...{ sku: '', options: [], price: { amountMinor: 1_000, currency: 'GBP' }, compareAtPrice: undefined },
  ...{ tiers: [], stock: 10, backorder: false, weightGrams: 0, barcode: '', imageUrl: '' },
  taxClass: TaxClass.UNSPECIFIED,
  ...changes,
});

/** A product as staff would send it. */
export const aProduct = (slug: string, changes: Partial<ProductInput> = {}): ProductInput => ({
  ...{ slug, title: `Product ${slug}`, description: '', vendor: '', type: '', tags: [], category: '' },
  ...{ status: ProductStatus.ACTIVE, options: [], variants: [aVariant()], images: [] },
  ...changes,
});

/** Variants of one option "Size". */
export const sized = (
  ...sizes: [size: string, changes?: Partial<VariantInput>][]
): Partial<ProductInput> => ({
  options: [{ name: 'Size', values: sizes.map(([size]) => size) }],
  variants: sizes.map(([value, changes]) => aVariant({ options: [{ name: 'Size', value }], ...changes })),
});
