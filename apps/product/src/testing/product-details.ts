import type { ProductDetails, VariantDetails } from '../flows/product-details.ts';

export const variantDetails = (changes: Partial<VariantDetails> = {}): VariantDetails => ({
  ...{ id: 'variant', sku: 'SKU', options: [], priceMinor: 500, compareAtMinor: null, tiers: [] },
  ...{
    weightGrams: 0,
    barcode: '',
    imageUrl: '',
    importedStock: 3,
    isImportedTracked: true,
    version: 1,
    available: 3,
  },
  ...{ isBackordered: false },
  ...{ hasUnlimitedBackorder: false, maxPerCustomer: null, taxClass: 'standard', requiresShipping: true },
  ...changes,
});

export const productDetails = (changes: Partial<ProductDetails> = {}): ProductDetails => ({
  ...{ id: 'product', slug: 'mug', title: 'Mug', description: '', vendor: '', type: '', tags: [] },
  ...{ status: 'active', currency: 'GBP', version: 1, updatedAt: new Date('2026-05-01T12:00:00Z') },
  ...{ handle: null, options: [], variants: [variantDetails()], images: [], breadcrumbs: [] },
  ...changes,
});
