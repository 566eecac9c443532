import { Inject, Injectable } from '@nestjs/common';
import { Database, isUniqueViolation, type Queryable, sql, type Transaction } from '@tradepost/database';
import { appendEvents, idempotent, OutboxRelay } from '@tradepost/messaging';
import { v7 } from 'uuid';
import type { ProductChange } from '../domain/product-change.ts';
import type { CategoryRef, ProductRecord } from '../domain/product.ts';
import { type ImportState, ImportStore, type ImportWork, type Keyed } from '../flows/ports.ts';
import { movedFrom } from './addresses.ts';
import { insertDetails, retireMissing, setStock, upsertProducts, upsertVariants } from './import.rows.ts';
import { tellOfLowStock } from './low-stock.ts';
import { productChanged } from './product-changed.ts';
import { type ProductRow, toStored, wholeProducts } from './product.rows.ts';
import { SearchIndex } from './search-index.ts';

type SkuRow = { sku: string; variantId: string; productSlug: string; isRetired: boolean };
type CategoryRow = { id: string; slug: string; name: string; path: string[] };

/** What was decided on is not so any more. */
class Overtaken extends Error {}

@Injectable()
export class PostgresImportStore extends ImportStore {
  constructor(
    private readonly db: Database,
    private readonly index: SearchIndex,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
  ) {
    super();
  }

  load(records: readonly ProductRecord[]): Promise<ImportState> {
    return stateOf(this.db, records);
  }

  async change<Work extends ImportWork>(
    records: readonly ProductRecord[],
    decide: (state: ImportState) => Work,
    keyed?: Keyed<Work>,
  ): Promise<Work | undefined> {
    const decided = async (tx: Transaction): Promise<Work> => {
      await lock(tx, records);
      const work = decide(await stateOf(tx, records));
      if (work.changes.length > 0) await this.write(tx, work);
      return work;
    };
    try {
      const done = await (keyed ? idempotent(this.db, keyed.key, keyed, decided) : this.db.tx(decided));
      this.relay.notify();
      return done;
    } catch (error) {
      if (!isUniqueViolation(error) && !(error instanceof Overtaken)) throw error;
      return undefined;
    }
  }

  private async write(tx: Transaction, { changes, categories: newCategories }: ImportWork): Promise<void> {
    const categories = await this.ensureCategories(tx, changes, newCategories);
    if (changes.some(({ record: { category } }) => category !== '' && !categories.has(category)))
      throw new Overtaken('a category got another address meanwhile');
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
    const ids = changes.map(({ id }) => id);
    await tellOfLowStock(tx, sql`product_id = ANY (${ids}::uuid[])`);
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
      // Shared, because its slug may be about to change: products must not be found under the old one.
      sql`SELECT id, slug, name, path FROM categories WHERE slug = ANY (${slugs}::text[]) ORDER BY id FOR SHARE`,
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
 * holds. Variants come later, because a sale has its stock locked when its movement looks at the variant. The ids are an
 * array and no join, because rows of a join that somebody has changed meanwhile may be left out, and not locked.
 */
async function lock(tx: Transaction, records: readonly ProductRecord[]): Promise<void> {
  const slugs = records.map(({ slug }) => slug);
  const products = await tx.query<{ id: string }>(sql`
    SELECT id FROM products WHERE slug = ANY (${slugs}::text[])
      OR id = ANY (ARRAY(SELECT product_id FROM product_old_slugs WHERE slug = ANY (${slugs}::text[])))
    ORDER BY id FOR NO KEY UPDATE`);
  await tx.execute(sql`
    SELECT FROM stock WHERE product_id = ANY (${products.map(({ id }) => id)}::uuid[])
    ORDER BY variant_id, location_id FOR UPDATE`);
}

async function stateOf(db: Queryable, records: readonly ProductRecord[]): Promise<ImportState> {
  const named = records.map(({ slug }) => slug);
  const moved = await movedFrom(db, 'product', named);
  const slugs = [...new Set([...named, ...moved.values()])];
  const products = await db.query<ProductRow>(wholeProducts(sql`WHERE p.slug = ANY (${slugs}::text[])`));
  const skus = await db.query<SkuRow>(sql`
    SELECT v.sku, v.id AS "variantId", p.slug AS "productSlug", v.retired_at IS NOT NULL AS "isRetired"
    FROM variants v JOIN products p ON p.id = v.product_id
    WHERE v.sku = ANY (${records.flatMap(({ variants }) => variants.map(({ sku }) => sku))}::text[])`);
  const held = await db.query<{ variantId: string; held: number }>(sql`
    SELECT s.variant_id AS "variantId", sum(s.held)::bigint AS held
    FROM products p JOIN stock s ON s.product_id = p.id
    WHERE p.slug = ANY (${slugs}::text[]) AND s.held > 0 GROUP BY 1`);
  return {
    products: new Map(products.map((row) => [row.slug, toStored(row)])),
    skus: new Map(skus.map((row) => [row.sku, row])),
    held: new Map(held.map((row) => [row.variantId, row.held])),
    moved,
    categories: await categoriesNamed(
      db,
      records.map(({ category }) => category),
    ),
  };
}

/** Known categories by slug, by an old slug, or by name where a name was given. */
async function categoriesNamed(db: Queryable, texts: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(texts.filter((text) => text !== ''))];
  const rows = await db.query<{ text: string; slug: string }>(sql`
    SELECT DISTINCT ON (text) text, c.slug FROM unnest(${wanted}::text[]) AS text
    LEFT JOIN category_old_slugs old ON old.slug = text
    JOIN categories c ON c.slug = text OR lower(c.name) = lower(text) OR c.id = old.category_id
    ORDER BY text, c.slug = text DESC, coalesce(c.id = old.category_id, false) DESC, cardinality(c.path), c.slug`);
  return new Map(rows.map((row) => [row.text, row.slug]));
}
