import { sql } from '@tradepost/database';
import { isUuid, normaliseUuid } from '@tradepost/decision';
import { appendEvents } from '@tradepost/messaging';
import type { Prices } from '../domain/price-input.ts';
import { checkVersion, productNotFound, variantNotFound } from '../domain/product.errors.ts';
import { isListed, isSold, type ProductStatus } from '../domain/product.ts';
import type { SlugOwner } from '../domain/slug-move.ts';
import type { StockLevel } from '../domain/stock-adjustment.ts';
import type { VariantTerms } from '../domain/variant-terms.ts';
import { type Edit, ProductEdits, type StockLevelChange, type VariantOfProduct } from '../flows/ports.ts';
import type { ProductDetails } from '../flows/product-details.ts';
import { publishLowStock } from './low-stock.ts';
import { productDetails, toStoredProduct } from './product-details.sql.ts';
import type { ProductTransaction } from './product-database.ts';
import { type ChangedProduct, productChanged } from './product-events.ts';
import type { SearchIndex } from './search-index.ts';
import { ProductSlugs } from './slugs.store.ts';
import { lockLevel, saveLevel } from './stock-level.ts';

/** Locks are SQL, because Prisma has no words for them; so is what concerns stock. */
export class PostgresProductEdits extends ProductEdits {
  private readonly slugs: ProductSlugs;

  constructor(
    private readonly tx: ProductTransaction,
    private readonly index: SearchIndex,
  ) {
    super();
    this.slugs = new ProductSlugs(tx);
  }

  async changePrices(edit: Edit, decide: (current: Prices) => Prices | undefined): Promise<VariantOfProduct> {
    const before = await this.lockVariant(edit);
    const { priceMinor, compareAtMinor, tiers } = before.variant;
    const prices = decide({ currency: before.product.currency, priceMinor, compareAtMinor, tiers });
    if (!prices) return before;
    const { variant, priceTier } = this.tx.prisma;
    await variant.update({
      where: { id: before.variant.id },
      data: {
        ...{ priceMinor: prices.priceMinor, compareAtMinor: prices.compareAtMinor },
        version: { increment: 1 },
      },
    });
    await priceTier.deleteMany({ where: { variantId: before.variant.id } });
    await priceTier.createMany({
      data: prices.tiers.map((tier) => ({ variantId: before.variant.id, ...tier })),
    });
    const after = variantOf(await this.saved(before.product), before.variant.id);
    await this.reindex(after.product);
    return after;
  }

  async changeTerms(
    edit: Edit,
    decide: (current: VariantTerms) => VariantTerms | undefined,
  ): Promise<VariantOfProduct> {
    const before = await this.lockVariant(edit);
    const terms = decide(before.variant);
    if (!terms) return before;
    const { id } = before.variant;
    await this.tx.prisma.variant.update({ where: { id }, data: { ...terms, version: { increment: 1 } } });
    const after = variantOf(await this.saved(before.product), id);
    if (terms.barcode !== before.variant.barcode) await this.reindex(after.product);
    return after;
  }

  async changeStock(
    edit: Edit & { readonly locationId: string },
    decide: (current: StockLevel) => StockLevelChange | undefined,
  ): Promise<VariantOfProduct> {
    const before = await this.lockVariant(edit);
    const { id: variantId, version } = before.variant;
    const key = { variantId, locationId: edit.locationId };
    const level = await lockLevel(this.tx, key);
    const change = decide(level);
    if (!change) return before;
    await saveLevel(this.tx, key, level, change);
    await this.tx.prisma.variant.update({ where: { id: variantId }, data: { version: version + 1 } });
    await publishLowStock(this.tx, sql`variant_id = ${variantId}`);
    return variantOf(await this.saved(before.product), variantId);
  }

  async changeStatus(
    edit: Edit,
    decide: (current: ProductStatus) => ProductStatus | undefined,
  ): Promise<ProductDetails> {
    const before = await this.lockProduct(edit);
    const status = decide(before.status);
    if (!status) return before;
    await this.tx.prisma.product.update({ where: { id: before.id }, data: { status } });
    await this.tx.execute(sql`
      WITH locked AS (
        SELECT variant_id, location_id FROM stock WHERE product_id = ${before.id} ORDER BY 1, 2 FOR UPDATE
      )
      UPDATE stock SET on_sale = ${isSold(status)} AND v.retired_at IS NULL
      FROM locked JOIN variants v ON v.id = locked.variant_id
      WHERE (stock.variant_id, stock.location_id) = (locked.variant_id, locked.location_id)`);
    const after = await this.saved(before);
    await this.reindex(after);
    return after;
  }

  async changeSlug(
    edit: Edit & { readonly slug: string },
    decide: (current: SlugOwner, owner: SlugOwner | undefined) => boolean,
  ): Promise<ProductDetails> {
    const before = await this.lockProduct(edit);
    const { id, slug: from } = before;
    const isMoved = decide({ id, slug: from, isCurrent: true }, await this.slugs.ownerOf(edit.slug));
    if (!isMoved) return before;
    await this.slugs.move({ id, from, to: edit.slug }, () =>
      this.tx.prisma.product.update({ where: { id }, data: { slug: edit.slug } }),
    );
    const after = await this.saved({ ...before, slug: edit.slug });
    await this.reindex(after);
    return after;
  }

  private async lockVariant({ id, expectedVersion }: Edit): Promise<VariantOfProduct> {
    const variantId = normaliseUuid(id);
    const owner = variantId
      ? await this.tx.prisma.variant.findUnique({
          where: { id: variantId },
          select: { id: true, productId: true },
        })
      : null;
    const product = owner && (await this.lock(owner.productId));
    if (!product) throw variantNotFound();
    const found = variantOf(product, owner.id);
    checkVersion(found.variant.version, expectedVersion);
    return found;
  }

  private async lockProduct({ id, expectedVersion }: Edit): Promise<ProductDetails> {
    const product = isUuid(id) ? await this.lock(id) : undefined;
    if (!product) throw productNotFound();
    checkVersion(product.version, expectedVersion);
    return product;
  }

  /** The product as it is once no other request can change it. */
  private async lock(id: string): Promise<ProductDetails | undefined> {
    await this.tx.execute(sql`SELECT FROM products WHERE id = ${id} FOR NO KEY UPDATE`);
    return this.read(id);
  }

  /** Counts the change and publishes it; @returns the product as it is now. */
  private async saved({ id, slug }: ProductDetails): Promise<ProductDetails> {
    const { version } = await this.tx.one<Pick<ChangedProduct, 'version'>>(
      sql`UPDATE products SET version = version + 1, updated_at = now() WHERE id = ${id} RETURNING version`,
    );
    await appendEvents(this.tx, [productChanged({ id, slug, version })]);
    const product = await this.read(id);
    if (!product) throw productNotFound();
    return product;
  }

  private read(id: string): Promise<ProductDetails | undefined> {
    return this.tx.maybeOne<ProductDetails>(productDetails(sql`WHERE p.id = ${id}`));
  }

  private reindex(product: ProductDetails): Promise<void> {
    const entries = isListed(product.status) ? [toStoredProduct(product)] : [];
    return this.index.replace(this.tx, [product.id], entries);
  }
}

function variantOf(product: ProductDetails, variantId: string): VariantOfProduct {
  const variant = product.variants.find(({ id }) => id === variantId);
  if (!variant) throw variantNotFound();
  return { product, variant };
}
