import { Injectable } from '@nestjs/common';
import { Database, type Queryable, sql } from '@tradepost/database';
import type { PriceTier } from '../domain/pricing.ts';
import type { CategoryRef, Choice, ProductStatus } from '../domain/product.ts';
import type { Card } from '../flows/ports.ts';
import { movedFrom } from './addresses.ts';
import { type ProductRow, wholeProducts } from './product.rows.ts';

export type CategoryRow = CategoryRef & {
  id: string;
  parentSlug: string;
  position: number;
  productCount: number;
  card: Card | null;
};

export type OfferRow = {
  variantId: string;
  productId: string;
  slug: string;
  sku: string;
  title: string;
  options: Choice[];
  currency: string;
  priceMinor: number;
  tiers: PriceTier[];
  available: number | null;
  /** Null: any number. */
  maxPerCustomer: number | null;
  isOnSale: boolean;
  imageUrl: string;
};

/** Straight reads: nothing is decided here. */
@Injectable()
export class CatalogueStore {
  constructor(private readonly db: Database) {}

  bySlug(slug: string, anyStatus: boolean): Promise<ProductRow | undefined> {
    return this.db.maybeOne(
      wholeProducts(sql`WHERE p.slug = ${slug} AND (${anyStatus} OR p.status = 'active')`),
    );
  }

  /** Where the product is found whose old address this is. */
  async movedTo(kind: 'product' | 'category', slug: string): Promise<string | undefined> {
    return (await movedFrom(this.db, kind, [slug])).get(slug);
  }

  byId(id: string, anyStatus: boolean): Promise<ProductRow | undefined> {
    return this.db.maybeOne(wholeProducts(sql`WHERE p.id = ${id} AND (${anyStatus} OR p.status = 'active')`));
  }

  /** Newest change first; `limit` + 1 rows tell whether there are more. */
  forStaff(
    filter: { query: string; status: ProductStatus | undefined },
    limit: number,
    after: { value: string; id: string } | undefined,
  ): Promise<ProductRow[]> {
    const { query, status } = filter;
    // A text within a title, or the beginning of a SKU; % and _ mean themselves.
    const like = query.replace(/[\\%_]/g, '\\$&');
    return this.db.query(
      wholeProducts(sql`
      WHERE (${status ?? null}::text IS NULL OR p.status = ${status ?? null})
        AND (${query} = '' OR p.title ILIKE ${`%${like}%`} OR p.slug = ${query}
             OR EXISTS (SELECT FROM variants v WHERE v.product_id = p.id AND v.sku ILIKE ${`${like}%`}))
        AND (${after?.id ?? null}::uuid IS NULL
             OR (p.updated_at, p.id) < (${after?.value ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      ORDER BY p.updated_at DESC, p.id DESC LIMIT ${limit + 1}`),
    );
  }

  /** Exact, because a cursor made of milliseconds would show a product twice or never. */
  async changedAt(id: string): Promise<string> {
    const row = await this.db.one<{ at: string }>(sql`
      SELECT to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at FROM products WHERE id = ${id}`);
    return row.at;
  }

  categories(db: Queryable = this.db): Promise<CategoryRow[]> {
    return db.query(sql`
      SELECT c.id, c.slug, c.name, coalesce(above.slug, '') AS "parentSlug", c.position,
        coalesce(counted.count, 0)::int AS "productCount", shown.card
      FROM categories c LEFT JOIN categories above ON above.id = c.parent_id
      LEFT JOIN (SELECT step, count(*) FROM product_search, unnest(category_path) AS step GROUP BY 1) counted
        ON counted.step = c.slug
      LEFT JOIN LATERAL (
        SELECT card FROM product_search WHERE category_path @> ARRAY[c.slug] AND card ->> 'imageUrl' <> ''
        ORDER BY product_id LIMIT 1) shown ON true
      ORDER BY cardinality(c.path), c.position, c.slug`);
  }

  /**
   * One row per known variant, whatever its state. The inner SELECT hides how many are asked for: seeing that, Postgres
   * would plan anew for every question, which takes twice as long as the answer.
   */
  offers(variantIds: readonly string[]): Promise<OfferRow[]> {
    return this.db.query(sql`
      SELECT v.id AS "variantId", p.id AS "productId", p.slug, v.sku, p.title, v.options, p.currency,
        v.price_minor AS "priceMinor", s.available, s.most AS "maxPerCustomer", v.retired_at IS NULL AND p.status = 'active' AS "isOnSale",
        coalesce(nullif(v.image_url, ''),
          (SELECT url FROM product_images i WHERE i.product_id = p.id ORDER BY position LIMIT 1), '') AS "imageUrl",
        (SELECT coalesce(json_agg(json_build_object('minQuantity', min_quantity, 'amountMinor', amount_minor)), '[]')
         FROM price_tiers WHERE variant_id = v.id) AS tiers
      FROM variants v JOIN products p ON p.id = v.product_id CROSS JOIN LATERAL (
        SELECT CASE WHEN bool_and(available IS NOT NULL) THEN sum(available)::bigint END AS available, min(max_per_customer) AS most
        FROM stock WHERE variant_id = v.id) s
      WHERE v.id = ANY ((SELECT ${variantIds}::uuid[])::uuid[])`);
  }

  picture(key: string): Promise<{ contentType: string; body: Buffer } | undefined> {
    return this.db.maybeOne(sql`SELECT content_type AS "contentType", body FROM pictures WHERE key = ${key}`);
  }

  /** Words that begin like `prefix`, most used first. */
  async words(prefix: string, limit: number): Promise<string[]> {
    const rows = await this.db.query<{ word: string }>(sql`
      SELECT word FROM search_words WHERE word >= ${prefix} AND word < ${after(prefix)} AND length(word) > 2
      ORDER BY uses DESC, word LIMIT ${limit}`);
    return rows.map(({ word }) => word);
  }

  /** Categories with a word that begins like `prefix`. */
  categoriesLike(prefix: string, limit: number): Promise<CategoryRef[]> {
    const like = `${prefix.replace(/[\\%_]/g, '\\$&')}%`;
    return this.db.query<CategoryRef>(sql`
      SELECT slug, name FROM categories WHERE name ILIKE ${like} OR name ILIKE ${`% ${like}`}
      ORDER BY name, slug LIMIT ${limit}`);
  }
}

// The words are compared byte by byte, and no letter sorts after this one.
const after = (prefix: string): string => `${prefix}\u{10ffff}`;
