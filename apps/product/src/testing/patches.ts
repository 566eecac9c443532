import { type ProductPatch, ProductStatus, TaxClass, type VariantPatch } from '@tradepost/contracts';

const pounds = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

/** What a file says of a variant: by default its SKU and its price. */
export const aVariantPatch = (
  sku: string | undefined,
  amountMinor: number | undefined,
  changes: Partial<VariantPatch> = {},
): VariantPatch => ({
  ...{ sku, options: [], price: amountMinor === undefined ? undefined : pounds(amountMinor) },
  ...{ compareAtPrice: undefined, tiers: undefined, stock: undefined, taxClass: TaxClass.UNSPECIFIED },
  ...changes,
});

/** What a file says of a product: by default nothing. */
export const aPatch = (slug: string, changes: Partial<ProductPatch> = {}): ProductPatch => ({
  ...{ slug, status: ProductStatus.UNSPECIFIED, tags: undefined, images: undefined },
  ...{ options: undefined, variants: undefined },
  ...changes,
});

/** Some variants, by their SKUs. */
export const variantsOnly = (...variants: VariantPatch[]): Partial<ProductPatch> => ({
  variants: { variants },
});

/** All variants, which have no options or one option "Colour". */
export const allVariants = (...variants: [value: string, variant: VariantPatch][]): Partial<ProductPatch> => {
  const name = 'Colour';
  const values = variants.map(([value]) => value).filter((value) => value !== '');
  return {
    options: { options: values.length > 0 ? [{ name, values }] : [], keepsFurther: false },
    variants: {
      variants: variants.map(([value, variant]) => ({ ...variant, options: value ? [{ name, value }] : [] })),
    },
  };
};
