import { Injectable } from '@nestjs/common';
import { sql, type Transaction } from '@tradepost/database';
import { misspellingsOf, type SearchEntry, searchEntryOf } from '../domain/search-entry.ts';
import type { StoredProduct } from '../domain/product.ts';
import type { Card } from '../flows/product-details.ts';
import type { ProductSearch, SearchWord } from '../gen/prisma/client.ts';

/** An active product, as it is to be found. */
export type Findable = Pick<StoredProduct, 'id' | 'record' | 'breadcrumbs' | 'variantIds'>;

/** Of the rules in `domain/search-entry.ts` and `search-terms.ts`: raise it when entries must be made again. */
export const REVISION = 3;

/** Updates the search index within the transaction that changes the products. */
@Injectable()
export class SearchIndex {
  /** Replaces the entries of `ids` by those of `products`. The products' rows must be locked. */
  async replace(tx: Transaction, ids: readonly string[], products: readonly Findable[]): Promise<void> {
    const gone = await tx.query<Pick<ProductSearch, 'words'>>(
      sql`DELETE FROM product_search WHERE product_id = ANY (${ids}::uuid[]) RETURNING words`,
    );
    const entries = products.map((product) => ({
      product,
      entry: searchEntryOf(product.record, product.breadcrumbs),
    }));
    const rows = entries.map(({ product, entry }) => ({
      ...{ id: product.id, vendor: product.record.vendor, ...entry, ...entry.document },
      variants: entry.variants.map((variant, i) => ({ id: product.variantIds[i], ...variant })),
      path: product.breadcrumbs.map(({ slug }) => slug),
      card: cardOf(product, entry),
    }));
    if (rows.length > 0) await tx.execute(insertRows(JSON.stringify(rows)));
    await this.countWords(
      tx,
      gone.map(({ words }) => words),
      entries.map(({ entry }) => entry.words),
    );
  }

  private async countWords(
    tx: Transaction,
    gone: readonly (readonly string[])[],
    come: readonly (readonly string[])[],
  ): Promise<void> {
    const uses = new Map<string, number>();
    for (const word of come.flat()) uses.set(word, (uses.get(word) ?? 0) + 1);
    for (const word of gone.flat()) uses.set(word, (uses.get(word) ?? 0) - 1);
    const changed = [...uses].filter(([, by]) => by !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
    if (changed.length === 0) return;
    const words = await tx.query<SearchWord & { isNew: boolean }>(sql`
      INSERT INTO search_words (word, uses)
      SELECT * FROM unnest(${changed.map(([word]) => word)}::text[], ${changed.map(([, by]) => by)}::int[])
      ON CONFLICT (word) DO UPDATE SET uses = search_words.uses + excluded.uses
      RETURNING word, uses, xmax = 0 AS "isNew"`);
    const unused = words.filter(({ uses: left }) => left <= 0).map(({ word }) => word);
    if (unused.length > 0)
      await tx.execute(sql`DELETE FROM search_words WHERE word = ANY (${unused}::text[])`);
    const spellings = misspellingsOf(
      words.filter(({ isNew, uses: left }) => isNew && left > 0).map(({ word }) => word),
    );
    if (spellings.length > 0)
      await tx.execute(sql`
        INSERT INTO search_spellings (spelling, word)
        SELECT * FROM unnest(${spellings.map((one) => one.spelling)}::text[], ${spellings.map((one) => one.word)}::text[])
        ON CONFLICT DO NOTHING`);
  }
}

function cardOf({ id, record }: Findable, { priceMin, priceMax, compareAtMinor }: SearchEntry): Card {
  const { slug, title, vendor, currency, images } = record;
  const { url, alt, width, height } = images[0] ?? { url: '', alt: '', width: 0, height: 0 };
  const image = { imageUrl: url, imageAlt: alt, imageWidth: width, imageHeight: height };
  return { id, slug, title, vendor, currency, priceMin, priceMax, compareAtMinor, ...image };
}

const insertRows = (rows: string) => sql`
  WITH entries AS (
    SELECT * FROM json_to_recordset(${rows}::json) AS r (id uuid, "titleKey" text, vendor text, "priceMin" bigint,
      "priceMax" bigint, path text[], facets text[], "optionKeys" text[], a text, b text, c text, d text, stop text, codes text,
      words text[], card json, variants json)
  ), added AS (
    INSERT INTO product_search (product_id, title_key, vendor, price_min, price_max, category_path, facets, option_keys,
      document, words, card, revision)
    SELECT r.id, r."titleKey", r.vendor, r."priceMin", r."priceMax", r.path, r.facets, r."optionKeys",
      setweight(to_tsvector('english', r.a), 'A') || setweight(to_tsvector('simple', r.stop), 'A')
        || setweight(to_tsvector('english', r.b), 'B') || setweight(to_tsvector('english', r.c), 'C')
        || setweight(to_tsvector('english', r.d), 'D') || array_to_tsvector(string_to_array(r.codes, ' ')),
      r.words, r.card, ${REVISION}
    FROM entries r
  )
  INSERT INTO product_search_variants (product_id, variant_id, price_minor, option_keys, facet_bits)
  SELECT r.id, v.id, v."priceMinor", v."optionKeys", v."facetBits"
  FROM entries r, json_to_recordset(r.variants)
    AS v (id uuid, "priceMinor" bigint, "optionKeys" text[], "facetBits" bit varying)`;
