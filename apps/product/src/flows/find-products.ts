import { Injectable } from '@nestjs/common';
import { countFacets, type Facet } from '../domain/facets.ts';
import { guessesFor } from '../domain/guesses.ts';
import { nextPage, type ProductQuery } from '../domain/product-query.ts';
import { BrowseStore, type FoundPage, type SummaryRow } from './ports.ts';

export type Found = {
  readonly items: readonly SummaryRow[];
  readonly nextPageToken: string;
  readonly facets: readonly Facet[];
  readonly total: number;
};

/** Finds products: as asked, and when that finds nothing, by what was probably meant. */
@Injectable()
export class FindProducts {
  constructor(private readonly store: BrowseStore) {}

  async run(query: ProductQuery): Promise<Found> {
    if (query.isNonsense) return found(query, NOTHING, false);
    if (query.isGuessed) return this.guess(query, NOTHING);
    const page = await this.store.page(query);
    const isDone = page.items.length > 0 || query.words.length === 0 || query.after !== undefined;
    return isDone ? found(query, page, false) : this.guess(query, page);
  }

  private async guess(query: ProductQuery, asAsked: FoundPage): Promise<Found> {
    const guesses = guessesFor(query.words, await this.store.alike(query.words));
    return guesses ? found(query, await this.store.page(query, guesses), true) : found(query, asAsked, false);
  }
}

const NOTHING: FoundPage = { items: [], counts: [], total: 0 };

function found(query: ProductQuery, page: FoundPage, isGuessed: boolean): Found {
  const items = page.items.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    nextPageToken: last && page.items.length > query.limit ? nextPage(query, last, isGuessed) : '',
    facets: query.withFacets ? countFacets(page.counts) : [],
    total: page.total,
  };
}
