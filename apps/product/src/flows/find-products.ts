import { Injectable } from '@nestjs/common';
import { Metrics } from '@tradepost/observability';
import { countFacets, type Facet } from '../domain/facets.ts';
import { guessesFor } from '../domain/guesses.ts';
import { MATCHES_AS_TYPED, nextPage, type ProductQuery } from '../domain/product-query.ts';
import { PRODUCT_SERIES } from '../product.series.ts';
import { BrowseStore, type ProductPage, type ListedProduct } from './ports.ts';

export interface FoundProducts {
  readonly items: readonly ListedProduct[];
  readonly nextPageToken: string;
  readonly facets: readonly Facet[];
  readonly total: number;
  /** Nothing matches the words as they were typed; these are close. */
  readonly isInexact: boolean;
}

/** Finds products as asked and, if there are none, by what was probably meant. */
@Injectable()
export class FindProducts {
  private readonly searches;

  constructor(
    private readonly store: BrowseStore,
    metrics: Metrics,
  ) {
    this.searches = metrics.counter(PRODUCT_SERIES.searches);
  }

  async run(query: ProductQuery): Promise<FoundProducts> {
    if (query.isNonsense) return found(query, NO_PRODUCTS, false);
    if (query.isGuessed) return this.guess(query, NO_PRODUCTS);
    const page = await this.store.page(query);
    if (query.terms.length === 0 || query.after !== undefined) return found(query, page, false);
    const result = page.items.length > 0 ? found(query, page, false) : await this.guess(query, page);
    this.searches.inc({
      outcome: page.items.length > 0 ? 'found' : result.items.length > 0 ? 'guessed' : 'nothing',
    });
    return result;
  }

  private async guess(query: ProductQuery, asTyped: ProductPage): Promise<FoundProducts> {
    const words = query.terms.map(({ typed }) => typed);
    const guesses = guessesFor(words, await this.store.similarWords(words));
    return guesses ? found(query, await this.store.page(query, guesses), true) : found(query, asTyped, false);
  }
}

/** Sorted by relevance, what matches as typed comes first. */
function isClose({ sort, terms, after }: ProductQuery, first: ListedProduct | undefined): boolean {
  if (sort !== 'relevance' || terms.length === 0 || after !== undefined || !first) return false;
  return Number(first.value) < MATCHES_AS_TYPED;
}

const NO_PRODUCTS: ProductPage = { items: [], counts: [], total: 0 };

function found(query: ProductQuery, page: ProductPage, isGuessed: boolean): FoundProducts {
  const items = page.items.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    nextPageToken: last && page.items.length > query.limit ? nextPage(query, last, isGuessed) : '',
    facets: query.withFacets ? countFacets(page.counts) : [],
    total: page.total,
    isInexact: isGuessed ? items.length > 0 : isClose(query, items[0]),
  };
}
