import type { Schema } from '@tradepost/api-client';
import { unwrap } from '../lib/problem.ts';
import type { Shop } from './shop.ts';

/** A shop with more than this many pages of categories, thousands of them, shows the first. */
const MOST_PAGES = 10;

/** The category tree, parents before children; most shops have one page of it. */
export async function allCategories({ api }: Pick<Shop, 'api'>): Promise<Schema<'Category'>[]> {
  const found: Schema<'Category'>[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < MOST_PAGES; pages++) {
    const query: { cursor?: string } = cursor ? { cursor } : {};
    const page = unwrap(await api.GET('/api/v1/categories', { params: { query } }));
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}
