import { Injectable } from '@nestjs/common';
import { CatalogueIndex } from '../domain/catalogue-index.ts';
import type { CategoryPlace } from '../domain/cursor.ts';
import { byCodePoint } from '../domain/list-order.ts';
import type { CategoryRef } from '../domain/product.ts';
import type { Card, CategoryDetails } from '../flows/product-details.ts';
import { categoryTree } from './categories.sql.ts';
import { CatalogueFeed } from './catalogue-feed.ts';
import { ProductDatabase } from './product-database.ts';

export type PlacedCategory = CategoryDetails & CategoryPlace;

type Row = Omit<PlacedCategory, 'productCount' | 'card'> & { readonly nthByName: number };

interface Tree {
  readonly revision: number;
  readonly rows: readonly Row[];
  readonly byName: readonly CategoryRef[];
}

/** All categories, as new as the database. They are read when one changed, and counted when a product did. */
@Injectable()
export class CategoryTree {
  private tree: Tree | undefined;
  private counted: { tree: Tree; revision: number; all: readonly PlacedCategory[] } | undefined;

  constructor(
    private readonly db: ProductDatabase,
    private readonly feed: CatalogueFeed,
    private readonly index: CatalogueIndex,
  ) {}

  /** The same objects until a category changes. */
  async byName(): Promise<readonly CategoryRef[]> {
    return (await this.current()).byName;
  }

  /** Parents before children. */
  async all(): Promise<readonly PlacedCategory[]> {
    const tree = await this.current();
    const { revision } = this.index;
    if (this.counted?.tree !== tree || this.counted.revision !== revision)
      this.counted = { tree, revision, all: this.count(tree) };
    return this.counted.all;
  }

  async after(place: CategoryPlace): Promise<readonly PlacedCategory[]> {
    const all = await this.all();
    return all.slice(all.findIndex(({ slug }) => slug === place.slug) + 1 || firstAfter(all, place));
  }

  private async current(): Promise<Tree> {
    await this.feed.refresh();
    const { categoriesRevision: revision } = this.feed;
    if (this.tree?.revision === revision) return this.tree;
    const rows = await this.db.query<Row>(categoryTree);
    const byName = rows.toSorted((one, other) => one.nthByName - other.nthByName);
    return (this.tree = { revision, rows, byName: byName.map(({ slug, name }) => ({ slug, name })) });
  }

  private count({ rows }: Tree): PlacedCategory[] {
    const counts = this.index.categories();
    return rows.map(({ nthByName: _, ...row }) => {
      const { count = 0, pictured } = counts.get(row.slug) ?? {};
      const card = pictured === undefined ? null : (JSON.parse(this.index.cards[pictured] ?? '') as Card);
      return { ...row, productCount: count, card };
    });
  }
}

/** The category that the page before ended with is gone. */
function firstAfter(all: readonly PlacedCategory[], place: CategoryPlace): number {
  const at = all.findIndex((one) => {
    const difference = one.depth - place.depth || one.position - place.position;
    return (difference || byCodePoint(one.slug, place.slug)) > 0;
  });
  return at < 0 ? all.length : at;
}
