import { Inject, Injectable } from '@nestjs/common';
import { isUniqueViolation, type Queryable, type RowOf, sql, type Transaction } from '@tradepost/database';
import { appendEvents, IdempotentWrites, type MessageCodec, OutboxRelay } from '@tradepost/messaging';
import { v7 } from 'uuid';
import { type KnownCategories, nameKey } from '../domain/category-names.ts';
import { composed, compositionsOf } from '../domain/composed.ts';
import type { ImportPlan, ImportResult } from '../domain/import-plan.ts';
import type { ImportState } from '../domain/import-state.ts';
import type { ProductChange } from '../domain/product-change.ts';
import { type CategoryRef, type GivenProduct, isListed, type VariantRecord } from '../domain/product.ts';
import type { StoredSku } from '../domain/sku-moves.ts';
import { ImportStore, type RequestKey } from '../flows/ports.ts';
import type { ProductDetails, VariantDetails } from '../flows/product-details.ts';
import type { Category } from '../gen/prisma/client.ts';
import { insertDetails, retireMissing, setStock, upsertProducts, upsertVariants } from './import.sql.ts';
import { publishLowStock } from './low-stock.ts';
import {
  productDetails,
  stockOfVariant,
  toStoredProduct,
  toVariantRecord,
  variantDetails,
} from './product-details.sql.ts';
import { ProductDatabase } from './product-database.ts';
import { type ChangedProduct, productChanged } from './product-events.ts';
import { SearchIndex } from './search-index.ts';

interface SkuRow {
  sku: string;
  variantId: string;
  productSlug: string;
  isRetired: boolean;
  currency: string;
}
type CategoryRow = Pick<RowOf<Category>, 'id' | 'slug' | 'name' | 'path'>;

/** What the plan was based on has changed: it must be made again. */
class OutdatedPlan extends Error {}

/** As version 209e715 stored them; instances of both versions run during a deployment. */
type StoredResult = Omit<ImportResult, 'errors'> & { readonly faults: ImportResult['errors'] };

const toStoredResult = ({ errors: faults, ...rest }: ImportResult): StoredResult => ({ ...rest, faults });
/** Earlier releases stored no changes and notes. */
const nothing = { changes: [], moreChanges: 0, notes: [], retired: [] };
const toResult = ({ faults: errors, ...rest }: StoredResult): ImportResult => ({
  ...nothing,
  ...rest,
  errors,
});

/** The results are stored for a key; when it is repeated, nothing is left to be written. */
const results: MessageCodec<ImportPlan> = {
  encode: (plan) => ({ finish: () => Buffer.from(JSON.stringify(plan.results.map(toStoredResult))) }),
  decode: (bytes) => ({
    results: (JSON.parse(Buffer.from(bytes).toString()) as StoredResult[]).map(toResult),
    ...{ changes: [], categories: [] },
  }),
};

@Injectable()
export class PostgresImportStore extends ImportStore {
  constructor(
    private readonly db: ProductDatabase,
    private readonly index: SearchIndex,
    private readonly writes: IdempotentWrites,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
  ) {
    super();
  }

  load(records: readonly GivenProduct[]): Promise<ImportState> {
    return stateOf(this.db, records);
  }

  async change(
    records: readonly GivenProduct[],
    decide: (state: ImportState) => ImportPlan,
    key: RequestKey | undefined,
  ): Promise<ImportPlan | undefined> {
    try {
      const plan = await this.writes.once(key, results, async (tx) => {
        await lock(tx, records);
        const decided = decide(await stateOf(tx, records));
        if (decided.changes.length > 0) await this.write(tx, decided);
        return decided;
      });
      this.relay.notify();
      return plan;
    } catch (error) {
      if (!isUniqueViolation(error) && !(error instanceof OutdatedPlan)) throw error;
      return undefined;
    }
  }

  private async write(tx: Transaction, { changes, categories: newCategories }: ImportPlan): Promise<void> {
    const categories = await this.ensureCategories(tx, changes, newCategories);
    if (changes.some(({ record: { category } }) => category !== '' && !categories.has(category)))
      throw new OutdatedPlan('a category got another slug meanwhile');
    if (newCategories.some(({ slug, name }) => nameKey(categories.get(slug)?.name ?? name) !== nameKey(name)))
      throw new OutdatedPlan('a category of another name took the slug meanwhile');
    const rows = changes.map((change) => ({ change, category: categories.get(change.record.category) }));
    const saved = await tx.query<ChangedProduct>(
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
    const active = rows.filter(({ change }) => isListed(change.record.status));
    await this.index.replace(
      tx,
      changes.map(({ id }) => id),
      active.map(({ change: { id, record, variants }, category }) => ({
        ...{ id, record, variantIds: variants.map((variant) => variant.id) },
        breadcrumbs: (category?.path ?? []).map((slug) => ({ slug, name: names.get(slug) ?? slug })),
      })),
    );
    await appendEvents(tx, saved.map(productChanged));
    const ids = changes.map(({ id }) => id);
    await publishLowStock(tx, sql`product_id = ANY (${ids}::uuid[])`);
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
      // Shared, because staff may be changing its slug: the index would list products under the old one.
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
 * Locks the stored products in id order, as every writer does, then their stock in the order of all
 * statements. Variants come later, because a sale has its stock locked when the foreign key of its movement locks the
 * variant. The ids are an array and not a join: rows of a join that were changed meanwhile could be left out.
 */
async function lock(tx: Transaction, records: readonly GivenProduct[]): Promise<void> {
  const slugs = records.map(({ slug }) => slug);
  const products = await tx.query<{ id: string }>(sql`
    SELECT id FROM products WHERE slug = ANY (${slugs}::text[])
      OR id = ANY (ARRAY(SELECT product_id FROM product_old_slugs WHERE slug = ANY (${slugs}::text[])))
      OR id = ANY (ARRAY(SELECT product_id FROM variants WHERE sku = ANY (${skusOf(records)}::text[])))
    ORDER BY id FOR NO KEY UPDATE`);
  await tx.execute(sql`
    SELECT FROM stock WHERE product_id = ANY (${products.map(({ id }) => id)}::uuid[])
    ORDER BY variant_id, location_id FOR UPDATE`);
}

async function stateOf(db: Queryable, records: readonly GivenProduct[]): Promise<ImportState> {
  const named = records.map(({ slug }) => slug);
  const moved = await movedSlugs(db, named);
  const slugs = [...new Set([...named, ...moved.values()])];
  const products = await db.query<ProductDetails>(productDetails(sql`WHERE p.slug = ANY (${slugs}::text[])`));
  const skus = await db.query<SkuRow>(sql`
    SELECT v.sku, v.id AS "variantId", p.slug AS "productSlug", v.retired_at IS NOT NULL AS "isRetired", p.currency
    FROM variants v JOIN products p ON p.id = v.product_id
    WHERE v.sku = ANY (${skusOf(records)}::text[])`);
  // Of two that differ only in how they are composed, the one that is written as today counts.
  skus.sort((one, other) => Number(isComposed(one)) - Number(isComposed(other)));
  const ids = skus.map(({ variantId }) => variantId);
  const held = await db.query<{ variantId: string; held: number }>(sql`
    SELECT s.variant_id AS "variantId", sum(s.held)::bigint AS held
    FROM products p JOIN stock s ON s.product_id = p.id
    WHERE (p.slug = ANY (${slugs}::text[]) OR s.variant_id = ANY (${ids}::uuid[])) AND s.held > 0 GROUP BY 1`);
  const stored = products.map(toStoredProduct);
  const known = new Map(
    stored.flatMap(({ variantIds, record }) => variantIds.map((id, i) => [id, record.variants[i]] as const)),
  );
  for (const row of await variantsOf(
    db,
    ids.filter((id) => !known.has(id)),
  ))
    known.set(row.id, toVariantRecord(row));
  return {
    products: new Map(stored.map((product) => [product.record.slug, product])),
    skus: new Map(skus.map((row) => [composed(row.sku), withRecord(row, known.get(row.variantId))])),
    held: new Map(held.map((row) => [row.variantId, row.held])),
    moved,
    categories: await knownCategories(db, records),
  };
}

const withRecord = (row: SkuRow, record: VariantRecord | undefined): StoredSku => ({
  ...row,
  ...(record && { record }),
});

/** Variants that are retired, or of products that no input names. */
async function variantsOf(db: Queryable, ids: readonly string[]): Promise<VariantDetails[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<{ details: VariantDetails }>(
    sql`SELECT ${variantDetails} AS details FROM variants v ${stockOfVariant} WHERE v.id = ANY (${ids}::uuid[])`,
  );
  return rows.map(({ details }) => details);
}

const isComposed = ({ sku }: SkuRow): boolean => sku === composed(sku);

/** As they may be stored. */
const skusOf = (records: readonly GivenProduct[]): string[] =>
  compositionsOf(records.flatMap(({ variants }) => variants.map(({ sku }) => sku)));

/** The current slugs of products that had these slugs before. */
async function movedSlugs(db: Queryable, slugs: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ from: string; to: string }>(sql`
    SELECT o.slug AS "from", p.slug AS "to" FROM product_old_slugs o JOIN products p ON p.id = o.product_id
    WHERE o.slug = ANY (${slugs}::text[])`);
  return new Map(rows.map(({ from, to }) => [from, to]));
}

/** If the inputs name any: a name is recognised in any case, which a database does in its own way. */
async function knownCategories(db: Queryable, records: readonly GivenProduct[]): Promise<KnownCategories> {
  const isNamed = records.some(({ category }) => category !== '');
  const rows = isNamed
    ? await db.query<CategoryRef & { oldSlugs: string[] }>(sql`
        SELECT c.slug, c.name, array_remove(array_agg(old.slug), NULL) AS "oldSlugs"
        FROM categories c LEFT JOIN category_old_slugs old ON old.category_id = c.id
        GROUP BY c.id ORDER BY cardinality(c.path) DESC, c.slug DESC`)
    : [];
  // The last one of a key counts: of two with one name, the one that is nearer to the root.
  return {
    slugs: new Map(rows.flatMap(({ slug, oldSlugs }) => [slug, ...oldSlugs].map((one) => [one, slug]))),
    names: new Map(rows.map(({ slug, name }) => [nameKey(name), slug])),
  };
}
