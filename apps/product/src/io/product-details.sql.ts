import { type Sql, sql } from '@tradepost/database';
import { composed } from '../domain/composed.ts';
import { optionKey, type ProductRecord, type StoredProduct, type VariantRecord } from '../domain/product.ts';
import type { ProductDetails, VariantDetails } from '../flows/product-details.ts';

/** Builds `VariantDetails` of a variant `v`, with its `stockOfVariant`. */
export const variantDetails = sql`
  json_build_object(
    'id', v.id, 'sku', v.sku, 'options', v.options, 'priceMinor', v.price_minor,
    'compareAtMinor', v.compare_at_minor, 'weightGrams', v.weight_grams, 'barcode', v.barcode,
    'imageUrl', v.image_url, 'importedStock', v.imported_stock,
    'isImportedTracked', coalesce(v.imported_tracked, v.imported_stock IS NOT NULL), 'version', v.version,
    'taxClass', v.tax_class, 'requiresShipping', v.requires_shipping,
    'available', s.available, 'hasUnlimitedBackorder', s.has_unlimited_backorder, 'maxPerCustomer', s.max_per_customer,
    'isBackordered', s.is_backordered,
    'tiers', (SELECT coalesce(json_agg(json_build_object('minQuantity', t.min_quantity,
                'amountMinor', t.amount_minor) ORDER BY t.min_quantity), '[]')
              FROM price_tiers t WHERE t.variant_id = v.id))`;

/** Joins what all locations together have of a variant `v`. A location that is oversold takes nothing from another one. */
export const stockOfVariant = sql`
  CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_and(available IS NOT NULL) THEN sum(greatest(available, 0)) END AS available,
           coalesce(bool_or(backorder_limit IS NULL), false) AS has_unlimited_backorder,
           coalesce(bool_and(tracked AND on_hand <= held), false) AS is_backordered,
           min(max_per_customer) AS max_per_customer
    FROM stock WHERE variant_id = v.id) s`;

/** Selects `ProductDetails`, each with everything that belongs to it, in one statement; `condition` follows `FROM products p`. */
export const productDetails = (condition: Sql): Sql => sql`
  SELECT p.id, p.slug, p.title, p.description, p.vendor, p.type, p.tags, p.status, p.currency, p.handle, p.version,
    p.updated_at AS "updatedAt",
    (SELECT coalesce(json_agg(json_build_object('name', o.name, 'values', o.choices) ORDER BY o.position), '[]')
     FROM product_options o WHERE o.product_id = p.id) AS options,
    (SELECT coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt, 'width', i.width, 'height', i.height)
       ORDER BY i.position), '[]')
     FROM product_images i WHERE i.product_id = p.id) AS images,
    (SELECT coalesce(json_agg(json_build_object('slug', above.slug, 'name', above.name) ORDER BY nth), '[]')
     FROM categories c, unnest(c.path) WITH ORDINALITY AS step (slug, nth) JOIN categories above USING (slug)
     WHERE c.id = p.category_id) AS breadcrumbs,
    (SELECT coalesce(json_agg(${variantDetails} ORDER BY v.position), '[]')
     FROM variants v ${stockOfVariant}
     WHERE v.product_id = p.id AND v.retired_at IS NULL) AS variants
  FROM products p ${condition}`;

/** In the form in which imports are compared: composed, as far as that leaves its variants apart. */
export function toStoredProduct(product: ProductDetails): StoredProduct {
  const { slug, title, description, vendor, type, tags, status, currency, options, images } = product;
  const record = {
    ...{ slug, title, description, vendor, type, tags, status },
    category: product.breadcrumbs.at(-1)?.slug ?? '',
    ...{ currency, options },
    variants: product.variants.map(recordOf),
    images,
  };
  return {
    id: product.id,
    version: product.version,
    handle: product.handle ?? undefined,
    breadcrumbs: product.breadcrumbs,
    variantIds: product.variants.map(({ id }) => id),
    record: canBeComposed(record) ? composed(record) : record,
  };
}

/** False: releases that did not compose texts stored two of its variants under what is one SKU, or one choice. */
function canBeComposed({ variants }: ProductRecord): boolean {
  const areApart = (keys: string[]) => new Set(composed(keys)).size === keys.length;
  return (
    areApart(variants.map(({ sku }) => sku)) && areApart(variants.map(({ options }) => optionKey(options)))
  );
}

export const toVariantRecord = (variant: VariantDetails): VariantRecord => composed(recordOf(variant));

const recordOf = (v: VariantDetails): VariantRecord => ({
  ...{ sku: v.sku, options: v.options, priceMinor: v.priceMinor, compareAtMinor: v.compareAtMinor },
  ...{ tiers: v.tiers, isTracked: v.isImportedTracked, stock: v.importedStock },
  ...{ backorder: v.hasUnlimitedBackorder, weightGrams: v.weightGrams, barcode: v.barcode },
  ...{ imageUrl: v.imageUrl, taxClass: v.taxClass, requiresShipping: v.requiresShipping },
});
