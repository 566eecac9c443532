import { type Sql, sql } from '@tradepost/database';
import type { ProductChange } from '../domain/product-change.ts';
import { isSold, optionKey } from '../domain/product.ts';
import { MAIN_LOCATION } from '../domain/stock.ts';

type Changes = readonly ProductChange[];
const json = (rows: readonly object[]): string => JSON.stringify(rows);
const idsOf = (changes: Changes): string[] => changes.map(({ id }) => id);

export function upsertProducts(
  changes: readonly { change: ProductChange; categoryId: string | null }[],
): Sql {
  const rows = changes.map(({ change: { id, record, handle = null }, categoryId }) => {
    const { slug, title, description, vendor, type, tags, status, currency } = record;
    return { id, slug, title, description, vendor, type, tags, status, currency, categoryId, handle };
  });
  return sql`
    INSERT INTO products (id, slug, title, description, vendor, type, tags, status, currency, category_id, handle)
    SELECT r.id, r.slug, r.title, r.description, r.vendor, r.type, r.tags, r.status, r.currency, r."categoryId", r.handle
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS r (id uuid, slug text, title text, description text, vendor text,
      type text, tags text[], status text, currency text, "categoryId" uuid, handle text)
    ORDER BY r.slug
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, description = excluded.description,
      vendor = excluded.vendor, type = excluded.type, tags = excluded.tags, status = excluded.status,
      currency = excluded.currency, category_id = excluded.category_id,
      handle = coalesce(excluded.handle, products.handle), version = products.version + 1, updated_at = now()
    RETURNING id, slug, version`;
}

/** Variants that an input no longer has are kept, because orders refer to them, but not sold any more. */
export function retireMissing(changes: Changes): Sql {
  const kept = changes.flatMap(({ variants }) => variants.map(({ id }) => id));
  return sql`
    UPDATE variants SET retired_at = now(), option_key = NULL, version = version + 1
    WHERE product_id = ANY (${idsOf(changes)}::uuid[]) AND retired_at IS NULL AND NOT id = ANY (${kept}::uuid[])`;
}

export function upsertVariants(changes: Changes): Sql {
  const rows = changes.flatMap(({ id: productId, variants }) =>
    variants.map(({ id, record, isChanged }, position) => {
      const { sku, options, priceMinor, compareAtMinor, weightGrams, barcode, imageUrl, stock } = record;
      // Null: as the stock says, so that rows of earlier releases and ours are alike.
      const isTracked = record.isTracked && stock === null ? true : null;
      const prices = { priceMinor, compareAtMinor, weightGrams, barcode, imageUrl, stock, isTracked };
      const terms = { taxClass: record.taxClass, requiresShipping: record.requiresShipping };
      return {
        id,
        productId,
        sku,
        position,
        options,
        optionKey: optionKey(options),
        ...prices,
        ...terms,
        isChanged,
      };
    }),
  );
  return sql`
    INSERT INTO variants AS v (id, product_id, sku, position, options, option_key, price_minor, compare_at_minor,
      weight_grams, barcode, image_url, imported_stock, imported_tracked, tax_class, requires_shipping, version)
    SELECT r.id, r."productId", r.sku, r.position, r.options, r."optionKey", r."priceMinor", r."compareAtMinor",
      r."weightGrams", r.barcode, r."imageUrl", r.stock, r."isTracked", r."taxClass", r."requiresShipping",
      CASE WHEN r."isChanged" THEN 1 ELSE 0 END
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS r (id uuid, "productId" uuid, sku text, position int, options jsonb,
      "optionKey" text, "priceMinor" bigint, "compareAtMinor" bigint, "weightGrams" int, barcode text, "imageUrl" text,
      stock bigint, "isTracked" boolean, "taxClass" text, "requiresShipping" boolean, "isChanged" boolean)
    ON CONFLICT (id) DO UPDATE SET product_id = excluded.product_id, sku = excluded.sku, position = excluded.position,
      options = excluded.options, option_key = excluded.option_key, price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor,
      weight_grams = excluded.weight_grams, barcode = excluded.barcode, image_url = excluded.image_url,
      imported_stock = excluded.imported_stock, imported_tracked = excluded.imported_tracked,
      tax_class = excluded.tax_class, requires_shipping = excluded.requires_shipping, retired_at = NULL, version = v.version + excluded.version`;
}

/** Replaces options, pictures and price tiers. */
export function insertDetails(changes: Changes): Sql[] {
  const ids = idsOf(changes);
  const tiers = changes.flatMap(({ variants }) =>
    variants.flatMap(({ id, record }) => record.tiers.map((tier) => ({ id, ...tier }))),
  );
  const options = changes.flatMap(({ id, record }) =>
    record.options.map(({ name, values }, position) => ({ id, position, name, values })),
  );
  const images = changes.flatMap(({ id, record }) =>
    record.images.map((image, position) => ({ id, position, ...image })),
  );
  return [
    sql`WITH options AS (DELETE FROM product_options WHERE product_id = ANY (${ids}::uuid[])),
        images AS (DELETE FROM product_images WHERE product_id = ANY (${ids}::uuid[]))
      DELETE FROM price_tiers WHERE variant_id IN (SELECT id FROM variants WHERE product_id = ANY (${ids}::uuid[]))`,
    sql`WITH options AS (
        INSERT INTO product_options (product_id, position, name, choices)
        SELECT r.id, r.position, r.name, r.values
        FROM jsonb_to_recordset(${json(options)}::jsonb) AS r (id uuid, position int, name text, values text[])
      ), images AS (
        INSERT INTO product_images (product_id, position, url, alt, width, height)
        SELECT r.id, r.position, r.url, r.alt, r.width, r.height
        FROM jsonb_to_recordset(${json(images)}::jsonb)
          AS r (id uuid, position int, url text, alt text, width int, height int)
      )
      INSERT INTO price_tiers (variant_id, min_quantity, amount_minor)
      SELECT r.id, r."minQuantity", r."amountMinor"
      FROM jsonb_to_recordset(${json(tiers)}::jsonb) AS r (id uuid, "minQuantity" int, "amountMinor" bigint)`,
  ];
}

/**
 * Creates missing stock rows and sets what the inputs give, with movements, for all rows of the products and of variants
 * that move to them, locked in the order of all statements. What is held stays held.
 */
export function setStock(changes: Changes): Sql {
  const rows = changes.flatMap(({ id: productId, record, variants }) =>
    variants.map(({ id, record: { backorder }, setStock: onHand, setTracked }) => ({
      ...{ id, productId, onHand: onHand ?? null, isTracked: setTracked ?? null },
      ...{ backorderLimit: backorder ? null : 0, isOnSale: isSold(record.status) },
    })),
  );
  return sql`
    WITH input AS (
      SELECT r.* FROM jsonb_to_recordset(${json(rows)}::jsonb)
        AS r (id uuid, "productId" uuid, "onHand" bigint, "isTracked" boolean, "backorderLimit" bigint, "isOnSale" boolean)
    ), locked AS (
      SELECT s.variant_id, s.location_id, s.product_id, s.on_hand, s.held, s.tracked, s.backorder_limit
      FROM stock s WHERE s.product_id = ANY (${idsOf(changes)}::uuid[])
        OR s.variant_id = ANY (${rows.map(({ id }) => id)}::uuid[])
      ORDER BY 1, 2 FOR UPDATE OF s
    ), target AS (
      SELECT locked.*, "productId", "isOnSale", "isTracked", "backorderLimit",
        coalesce(CASE WHEN location_id = ${MAIN_LOCATION}::uuid THEN "onHand" END, on_hand) AS new_on_hand
      FROM locked LEFT JOIN input ON input.id = locked.variant_id
    ), changed AS (
      UPDATE stock SET on_hand = target.new_on_hand, held = target.held, on_sale = coalesce("isOnSale", false),
        product_id = coalesce("productId", target.product_id), tracked = coalesce("isTracked", target.tracked),
        backorder_limit = CASE WHEN "isOnSale" IS NULL THEN target.backorder_limit WHEN "backorderLimit" IS NOT NULL
                               THEN coalesce(target.backorder_limit, "backorderLimit") END
      FROM target WHERE (stock.variant_id, stock.location_id) = (target.variant_id, target.location_id)
    ), added AS (
      INSERT INTO stock (variant_id, location_id, product_id, on_hand, tracked, backorder_limit, on_sale)
      SELECT id, ${MAIN_LOCATION}::uuid, "productId", coalesce("onHand", 0), coalesce("isTracked", false), "backorderLimit",
        "isOnSale"
      FROM input WHERE NOT EXISTS (SELECT FROM stock s WHERE s.variant_id = input.id)
      RETURNING variant_id, on_hand
    )
    INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason)
    SELECT time_ordered_id(), moved.variant_id, ${MAIN_LOCATION}::uuid, moved.quantity, 'import' FROM (
      SELECT variant_id, new_on_hand - on_hand AS quantity FROM target UNION ALL SELECT variant_id, on_hand FROM added
    ) moved WHERE moved.quantity <> 0`;
}
