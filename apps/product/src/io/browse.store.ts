import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import { browse } from '../domain/browse.ts';
import { CatalogueIndex } from '../domain/catalogue-index.ts';
import type { ListPlace } from '../domain/list-order.ts';
import type { ProductQuery } from '../domain/product-query.ts';
import { BrowseStore, type ListedProduct, type ProductPage } from '../flows/ports.ts';
import type { Card } from '../flows/product-details.ts';
import { CatalogueFeed } from './catalogue-feed.ts';
import { ProductDatabase } from './product-database.ts';
import { SearchMatches } from './search-matches.ts';

/** Reads pages of the catalogue from the index in memory, once it is as the database is (docs/adr/0058-lists-from-memory.md). */
@Injectable()
export class PostgresBrowseStore extends BrowseStore {
  constructor(
    private readonly db: ProductDatabase,
    private readonly feed: CatalogueFeed,
    private readonly index: CatalogueIndex,
    private readonly matches: SearchMatches,
  ) {
    super();
  }

  async page(query: ProductQuery, guesses?: readonly (readonly string[])[]): Promise<ProductPage> {
    await this.feed.refresh();
    const matches = query.terms.length > 0 ? await this.matches.of(query, guesses) : undefined;
    const { places, counts, total } = browse(this.index, query, matches);
    return { items: places.map((place) => this.listed(place)), counts, total };
  }

  async similarWords(words: readonly string[]): Promise<{ typed: string; word: string; uses: number }[]> {
    return this.db.query(sql`
      SELECT typed, w.word, w.uses FROM unnest(${words}::text[]) AS typed
      CROSS JOIN LATERAL (
        SELECT word FROM search_words WHERE word % typed
        UNION
        SELECT s.word FROM search_spellings s WHERE s.spelling IN (
          SELECT typed UNION ALL
          SELECT overlay(typed PLACING '' FROM i FOR 1) FROM generate_series(1, length(typed)) AS i)
        UNION
        SELECT word FROM search_words WHERE word IN (
          SELECT overlay(typed PLACING '' FROM i FOR 1) FROM generate_series(1, length(typed)) AS i)
      ) candidate JOIN search_words w USING (word)
      WHERE NOT EXISTS (SELECT FROM search_words known WHERE known.word = typed)`);
  }

  private listed({ id, value }: ListPlace): ListedProduct {
    const slot = this.index.slotOf(id) ?? 0;
    const card = JSON.parse(this.index.cards[slot] ?? '') as Card;
    return { ...card, value, isAvailable: this.index.isAvailable[slot] ?? false };
  }
}
