import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import type { CategoryRef } from '../domain/product.ts';
import { SuggestionStore } from '../flows/ports.ts';
import type { SearchWord } from '../gen/prisma/client.ts';
import { CategoryTree } from './category-tree.ts';
import { ProductDatabase } from './product-database.ts';

@Injectable()
export class PostgresSuggestionStore extends SuggestionStore {
  constructor(
    private readonly db: ProductDatabase,
    private readonly tree: CategoryTree,
  ) {
    super();
  }

  async wordsWith(prefix: string, limit: number): Promise<string[]> {
    const rows = await this.db.query<Pick<SearchWord, 'word'>>(sql`
      SELECT word FROM search_words WHERE word >= ${prefix} AND word < ${after(prefix)} AND length(word) > 2
      ORDER BY uses DESC, word LIMIT ${limit}`);
    return rows.map(({ word }) => word);
  }

  categories(): Promise<readonly CategoryRef[]> {
    return this.tree.byName();
  }
}

// Words are compared byte by byte, and no letter sorts after this one.
const after = (prefix: string): string => `${prefix}\u{10ffff}`;
