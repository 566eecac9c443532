import { Injectable } from '@nestjs/common';
import { SUGGESTIONS } from '@tradepost/contracts/limits';
import { invalidField } from '../domain/field-errors.ts';
import { readQuery } from '../domain/product-query.ts';
import type { CategoryRef } from '../domain/product.ts';
import { fold } from '../domain/words.ts';
import { FindProducts } from './find-products.ts';
import { type ListedProduct, SuggestionStore } from './ports.ts';

export interface Suggestions {
  readonly words: readonly string[];
  readonly products: readonly ListedProduct[];
  readonly categories: readonly CategoryRef[];
}

/** Suggests words, products and categories while a search is being typed. */
@Injectable()
export class Suggest {
  private readonly folded = new WeakMap<CategoryRef, string>();

  constructor(
    private readonly store: SuggestionStore,
    private readonly findProducts: FindProducts,
  ) {}

  /** @throws DomainError `request.invalid` */
  async run(query: string, limit: number): Promise<Suggestions> {
    if (limit < SUGGESTIONS.min || limit > SUGGESTIONS.max)
      throw invalidField('limit', `Give ${SUGGESTIONS.min} to ${SUGGESTIONS.max}.`, 'field.range');
    const typed = fold(query.replaceAll('\0', '')).trim();
    const lastWord = typed.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*$/u)?.[0];
    if (!lastWord) return { words: [], products: [], categories: [] };
    const [words, products, categories] = await Promise.all([
      this.store.wordsWith(lastWord, limit),
      this.findProducts.run(readQuery({ ...NO_FILTERS, query, pageSize: limit }, 'relevance')),
      this.store.categories(),
    ]);
    const named = categories.filter((one) => isBegun(this.nameOf(one), typed)).slice(0, limit);
    return { words, products: products.items, categories: named };
  }

  private nameOf(category: CategoryRef): string {
    const name = this.folded.get(category) ?? fold(category.name);
    this.folded.set(category, name);
    return name;
  }
}

/** A word of the name begins with what was typed. A database does not fold as we do. */
const isBegun = (name: string, typed: string): boolean => ` ${name}`.includes(` ${typed}`);

const NO_FILTERS = {
  ...{ pageToken: '', category: '', vendors: [], options: [] },
  ...{ inStock: false, withFacets: false },
};
