import { Injectable } from '@nestjs/common';
import { DomainError, isUuid } from '@tradepost/decision';
import { sql, type Transaction } from '@tradepost/database';
import { appendEvents } from '@tradepost/messaging';
import type { Prices } from '../domain/price-input.ts';
import {
  checkVersion,
  locationNotFound,
  productNotFound,
  variantNotFound,
} from '../domain/product.errors.ts';
import type { ProductStatus } from '../domain/product.ts';
import { MAIN_LOCATION } from '../domain/stock.ts';
import { changedLevel, type CountedStock, type LevelChange } from '../domain/stock-change.ts';
import { moveAddress } from './addresses.ts';
import { tellOfLowStock } from './low-stock.ts';
import { productChanged } from './product-changed.ts';
import { type ProductRow, toStored, type VariantRow, wholeProducts } from './product.rows.ts';
import { SearchIndex } from './search-index.ts';

/** A variant and the product it belongs to. */
export type OfProduct = { product: ProductRow; variant: VariantRow };

/** What staff change by hand. Every deed locks the product's row first, so that two of one product follow each other. */
@Injectable()
export class StaffStore {
  constructor(private readonly index: SearchIndex) {}

  async setPrices(
    tx: Transaction,
    variantId: string,
    prices: Prices,
    expectedVersion: number | undefined,
  ): Promise<OfProduct> {
    const before = await this.lockVariant(tx, variantId, expectedVersion);
    const { currency } = before.product;
    if (prices.currency !== currency)
      throw new DomainError('invalid', 'currency.mixed', `This product is sold in ${currency}.`, {
        currency,
      });
    const { priceMinor, compareAtMinor, tiers } = before.variant;
    const { currency: _, ...wanted } = prices;
    if (JSON.stringify({ priceMinor, compareAtMinor, tiers }) === JSON.stringify(wanted)) return before;
    await tx.execute(sql`
      UPDATE variants SET price_minor = ${prices.priceMinor}, compare_at_minor = ${prices.compareAtMinor},
        version = version + 1 WHERE id = ${variantId}`);
    await tx.execute(sql`DELETE FROM price_tiers WHERE variant_id = ${variantId}`);
    await tx.execute(sql`
      INSERT INTO price_tiers (variant_id, min_quantity, amount_minor) SELECT ${variantId}::uuid, * FROM unnest(
        ${prices.tiers.map((tier) => tier.minQuantity)}::int[], ${prices.tiers.map((tier) => tier.amountMinor)}::bigint[])`);
    const after = await this.told(tx, before.product, variantId);
    const isFound = after.product.status === 'active';
    await this.index.replace(tx, [after.product.id], isFound ? [toStored(after.product)] : []);
    return after;
  }

  async setStock(
    tx: Transaction,
    variantId: string,
    change: LevelChange,
    expectedVersion: number | undefined,
  ): Promise<OfProduct> {
    const before = await this.lockVariant(tx, variantId, expectedVersion);
    const { locationId, order } = change;
    await ensureLevel(tx, variantId, locationId);
    const stock = await lockLevel(tx, variantId, locationId);
    const next = changedLevel(stock, change);
    const moved = next.onHand - stock.onHand;
    if (moved === 0 && JSON.stringify(next) === JSON.stringify(stock)) return before;
    await tx.execute(sql`
      UPDATE stock SET on_hand = ${next.onHand}, tracked = ${next.isTracked}, backorder_limit = ${next.backorderLimit},
        low_threshold = ${next.lowThreshold}
      WHERE variant_id = ${variantId} AND location_id = ${locationId}`);
    if (next.maxPerCustomer !== stock.maxPerCustomer)
      await tx.execute(
        sql`UPDATE stock SET max_per_customer = ${next.maxPerCustomer} WHERE variant_id = ${variantId}`,
      );
    if (moved !== 0)
      await tx.execute(sql`
        INSERT INTO stock_movements (id, variant_id, location_id, quantity, reason)
        VALUES (time_ordered_id(), ${variantId}, ${locationId}, ${moved}, ${order?.kind === 'adjust' ? 'adjust' : 'set'})`);
    await tx.execute(sql`UPDATE variants SET version = version + 1 WHERE id = ${variantId}`);
    await tellOfLowStock(tx, sql`variant_id = ${variantId}`);
    return this.told(tx, before.product, variantId);
  }

  async setStatus(
    tx: Transaction,
    productId: string,
    status: ProductStatus,
    expectedVersion: number | undefined,
  ): Promise<ProductRow> {
    const before = await lockProduct(tx, productId);
    if (!before) throw productNotFound();
    checkVersion(before.version, expectedVersion);
    if (before.status === status) return before;
    await tx.execute(sql`UPDATE products SET status = ${status} WHERE id = ${productId}`);
    await tx.execute(sql`
      WITH locked AS (
        SELECT variant_id, location_id FROM stock WHERE product_id = ${productId} ORDER BY 1, 2 FOR UPDATE
      )
      UPDATE stock SET on_sale = ${status === 'active'} AND v.retired_at IS NULL
      FROM locked JOIN variants v ON v.id = locked.variant_id
      WHERE (stock.variant_id, stock.location_id) = (locked.variant_id, locked.location_id)`);
    const findable = status === 'active' ? [toStored(before)] : [];
    await this.index.replace(tx, [productId], findable);
    return announced(tx, before);
  }

  /** @throws DomainError `product.not_found`, `version.stale`, `slug.taken`, `slug.moved` */
  async setSlug(
    tx: Transaction,
    productId: string,
    { slug, isTakeOver }: { slug: string; isTakeOver: boolean },
    expectedVersion: number | undefined,
  ): Promise<ProductRow> {
    const before = await lockProduct(tx, productId);
    if (!before) throw productNotFound();
    checkVersion(before.version, expectedVersion);
    if (before.slug === slug) return before;
    const after = { ...before, slug };
    const move = { id: productId, from: before.slug, to: slug, isTakeOver };
    await moveAddress(tx, 'product', move, () =>
      tx.execute(sql`UPDATE products SET slug = ${slug} WHERE id = ${productId}`),
    );
    await this.index.replace(tx, [productId], before.status === 'active' ? [toStored(after)] : []);
    return announced(tx, after);
  }

  private async lockVariant(
    tx: Transaction,
    variantId: string,
    expected: number | undefined,
  ): Promise<OfProduct> {
    const owner = isUuid(variantId)
      ? await tx.maybeOne<{ productId: string }>(
          sql`SELECT product_id AS "productId" FROM variants WHERE id = ${variantId}`,
        )
      : undefined;
    const product = owner && (await lockProduct(tx, owner.productId));
    const variant = product?.variants.find(({ id }) => id === variantId);
    if (!product || !variant) throw variantNotFound();
    checkVersion(variant.version, expected);
    return { product, variant };
  }

  private async told(tx: Transaction, before: ProductRow, variantId: string): Promise<OfProduct> {
    const product = await announced(tx, before);
    const variant = product.variants.find(({ id }) => id === variantId);
    if (!variant) throw variantNotFound();
    return { product, variant };
  }
}

/** Locks the variant wherever it is, in the order in which everybody does: its limit per customer is the same there. */
async function lockLevel(tx: Transaction, variantId: string, locationId: string): Promise<CountedStock> {
  await tx.execute(sql`SELECT FROM stock WHERE variant_id = ${variantId} ORDER BY location_id FOR UPDATE`);
  return tx.one<CountedStock>(sql`
    SELECT on_hand AS "onHand", held, tracked AS "isTracked", backorder_limit AS "backorderLimit",
      max_per_customer AS "maxPerCustomer", low_threshold AS "lowThreshold"
    FROM stock WHERE variant_id = ${variantId} AND location_id = ${locationId}`);
}

/** A place that never had any of this variant begins with none, and sells when the others do. */
async function ensureLevel(tx: Transaction, variantId: string, locationId: string): Promise<void> {
  if (locationId === MAIN_LOCATION) return;
  const place = isUuid(locationId)
    ? await tx.maybeOne(sql`SELECT id FROM locations WHERE id = ${locationId}`)
    : undefined;
  if (!place) throw locationNotFound();
  await tx.execute(sql`
    INSERT INTO stock (variant_id, location_id, product_id, on_sale, max_per_customer)
    SELECT variant_id, ${locationId}::uuid, product_id, on_sale, max_per_customer FROM stock
    WHERE variant_id = ${variantId} AND location_id = ${MAIN_LOCATION}
    ON CONFLICT DO NOTHING`);
}

/** The product as it is once nobody else can change it. */
async function lockProduct(tx: Transaction, id: string): Promise<ProductRow | undefined> {
  if (!isUuid(id)) return undefined;
  await tx.execute(sql`SELECT FROM products WHERE id = ${id} FOR NO KEY UPDATE`);
  return tx.maybeOne<ProductRow>(wholeProducts(sql`WHERE p.id = ${id}`));
}

/** Counts the change and writes its event; @returns the product as it is now. */
async function announced(tx: Transaction, { id, slug }: ProductRow): Promise<ProductRow> {
  const { version } = await tx.one<{ version: number }>(
    sql`UPDATE products SET version = version + 1, updated_at = now() WHERE id = ${id} RETURNING version`,
  );
  await appendEvents(tx, [productChanged({ id, slug, version })]);
  return tx.one<ProductRow>(wholeProducts(sql`WHERE p.id = ${id}`));
}
