import { Inject, Injectable } from '@nestjs/common';
import { Database, isCheckViolation, isUniqueViolation, sql, type Transaction } from '@tradepost/database';
import { appendEvents, OutboxRelay } from '@tradepost/messaging';
import { v7 } from 'uuid';
import type { ProductChange } from '../domain/product-change.ts';
import type { CategoryRef, ProductRecord } from '../domain/product.ts';
import { type ImportState, ImportStore } from '../flows/ports.ts';
import { insertDetails, retireMissing, setStock, upsertProducts, upsertVariants } from './import.rows.ts';
import { productChanged } from './product-changed.ts';
import { type ProductRow, toStored, wholeProducts } from './product.rows.ts';
import { SearchIndex } from './search-index.ts';

class MovedOn extends Error {}

type SkuRow = { sku: string; variantId: string; productSlug: string; isRetired: boolean };
type CategoryRow = { id: string; slug: string; name: string; path: string[] };

@Injectable()
export class PostgresImportStore extends ImportStore {
  constructor(
    private readonly db: Database,
    private readonly index: SearchIndex,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
  ) {
    super();
  }

  async load(records: readonly ProductRecord[]): Promise<ImportState> {
    const slugs = records.map(({ slug }) => slug);
    const [products, skus, held, categories] = await Promise.all([
      this.db.query<ProductRow>(wholeProducts(sql`WHERE p.slug = ANY (${slugs}::text[])`)),
      this.db.query<SkuRow>(sql`
        SELECT v.sku, v.id AS "variantId", p.slug AS "productSlug", v.retired_at IS NOT NULL AS "isRetired"
        FROM variants v JOIN products p ON p.id = v.product_id
        WHERE v.sku = ANY (${records.flatMap(({ variants }) => variants.map(({ sku }) => sku))}::text[])`),
      this.db.query<{ variantId: string; held: number }>(sql`
        SELECT s.variant_id AS "variantId", sum(s.held)::bigint AS held
        FROM products p JOIN stock s ON s.product_id = p.id
        WHERE p.slug = ANY (${slugs}::text[]) AND s.held > 0 GROUP BY 1`),
      this.categoriesNamed(records.map(({ category }) => category)),
    ]);
    return {
      products: new Map(products.map((row) => [row.slug, toStored(row)])),
      skus: new Map(skus.map((row) => [row.sku, row])),
      held: new Map(held.map((row) => [row.variantId, row.held])),
      categories,
    };
  }

  async save(changes: readonly ProductChange[], newCategories: readonly CategoryRef[]): Promise<boolean> {
    try {
      await this.db.tx((tx) => this.write(tx, changes, newCategories));
      this.relay.notify();
      return true;
    } catch (error) {
      // Somebody made the same slug or SKU, or took of the stock that is to be set, between load and save.
      const isLost =
        error instanceof MovedOn || isUniqueViolation(error) || isCheckViolation(error, 'stock_not_oversold');
      if (!isLost) throw error;
      return false;
    }
  }

  private async write(
    tx: Transaction,
    changes: readonly ProductChange[],
    newCategories: readonly CategoryRef[],
  ) {
    await lock(tx, changes);
    const categories = await this.ensureCategories(tx, changes, newCategories);
    const rows = changes.map((change) => ({ change, category: categories.get(change.record.category) }));
    const saved = await tx.query<{ id: string; slug: string; version: number }>(
      upsertProducts(rows.map(({ change, category }) => ({ change, categoryId: category?.id ?? null }))),
    );
    await tx.execute(retireMissing(changes));
    await tx.execute(upsertVariants(changes));
    for (const statement of insertDetails(changes)) await tx.execute(statement);
    await tx.execute(setStock(changes));
    const names = await this.namesOf(
      tx,
      rows.flatMap(({ category }) => category?.path ?? []),
    );
    const active = rows.filter(({ change }) => change.record.status === 'active');
    await this.index.replace(
      tx,
      changes.map(({ id }) => id),
      active.map(({ change: { id, record }, category }) => ({
        ...{ id, record },
        breadcrumbs: (category?.path ?? []).map((slug) => ({ slug, name: names.get(slug) ?? slug })),
      })),
    );
    await appendEvents(tx, saved.map(productChanged));
  }

  /** Known categories by slug, or by name where a name was given. */
  private async categoriesNamed(texts: readonly string[]): Promise<Map<string, string>> {
    const wanted = [...new Set(texts.filter((text) => text !== ''))];
    const rows = await this.db.query<{ text: string; slug: string }>(sql`
      SELECT DISTINCT ON (text) text, c.slug FROM unnest(${wanted}::text[]) AS text
      JOIN categories c ON c.slug = text OR lower(c.name) = lower(text)
      ORDER BY text, c.slug = text DESC, cardinality(c.path), c.slug`);
    return new Map(rows.map((row) => [row.text, row.slug]));
  }

  private async ensureCategories(
    tx: Transaction,
    changes: readonly ProductChange[],
    newCategories: readonly CategoryRef[],
  ): Promise<Map<string, CategoryRow>> {
    const added = newCategories.toSorted((one, other) => (one.slug < other.slug ? -1 : 1));
    if (added.length > 0)
      await tx.execute(sql`
        INSERT INTO categories (id, slug, name, position, path)
        SELECT id, slug, name, (SELECT count(*) FROM categories WHERE parent_id IS NULL) + nth - 1, ARRAY[slug]
        FROM unnest(${added.map(() => v7())}::uuid[], ${added.map((one) => one.slug)}::text[],
          ${added.map((one) => one.name)}::text[]) WITH ORDINALITY AS added (id, slug, name, nth)
        ON CONFLICT (slug) DO NOTHING`);
    const slugs = [...new Set(changes.map(({ record }) => record.category))];
    const rows = await tx.query<CategoryRow>(
      sql`SELECT id, slug, name, path FROM categories WHERE slug = ANY (${slugs}::text[])`,
    );
    return new Map(rows.map((row) => [row.slug, row]));
  }

  private async namesOf(tx: Transaction, slugs: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<CategoryRef>(
      sql`SELECT slug, name FROM categories WHERE slug = ANY (${[...new Set(slugs)]}::text[])`,
    );
    return new Map(rows.map(({ slug, name }) => [slug, name]));
  }
}

/**
 * Holds the stored ones still: products in id order, like everybody who changes them, then their stock in the order of
 * holds. Variants come later, because a sale has its stock locked when its movement looks at the variant.
 */
async function lock(tx: Transaction, changes: readonly ProductChange[]): Promise<void> {
  const stored = changes.filter(({ version }) => version !== undefined);
  const rows = await tx.query<{ id: string; version: number }>(sql`
    SELECT id, version FROM products WHERE id = ANY (${stored.map(({ id }) => id)}::uuid[])
    ORDER BY id FOR NO KEY UPDATE`);
  await tx.execute(sql`
    SELECT FROM stock WHERE product_id = ANY (${stored.map(({ id }) => id)}::uuid[])
    ORDER BY variant_id, location_id FOR UPDATE`);
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  if (stored.some(({ id, version }) => versions.get(id) !== version)) throw new MovedOn();
}
