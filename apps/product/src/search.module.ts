import { Module } from '@nestjs/common';
import { CatalogueIndex } from './domain/catalogue-index.ts';
import { FindProducts } from './flows/find-products.ts';
import { BrowseStore, SuggestionStore } from './flows/ports.ts';
import { Suggest } from './flows/suggest.ts';
import { PostgresBrowseStore } from './io/browse.store.ts';
import { CatalogueFeed } from './io/catalogue-feed.ts';
import { CatalogueFeedWorker } from './io/catalogue-feed.worker.ts';
import { CategoryTree } from './io/category-tree.ts';
import { OldEntries } from './io/old-entries.ts';
import { OldEntriesWorker } from './io/old-entries.worker.ts';
import { SalesCount } from './io/sales-count.ts';
import { SalesCountWorker } from './io/sales-count.worker.ts';
import { SearchController } from './io/search.controller.ts';
import { SearchIndex } from './io/search-index.ts';
import { SearchMatches } from './io/search-matches.ts';
import { PostgresSuggestionStore } from './io/suggestion.store.ts';

/** Lists, search, suggestions, categories, and what is popular. Other modules keep the index up to date. */
@Module({
  controllers: [SearchController],
  providers: [
    CatalogueFeed,
    CatalogueFeedWorker,
    CatalogueIndex,
    CategoryTree,
    FindProducts,
    OldEntries,
    OldEntriesWorker,
    SalesCount,
    SalesCountWorker,
    SearchIndex,
    SearchMatches,
    Suggest,
    { provide: BrowseStore, useClass: PostgresBrowseStore },
    { provide: SuggestionStore, useClass: PostgresSuggestionStore },
  ],
  exports: [CategoryTree, SearchIndex],
})
export class SearchModule {}
