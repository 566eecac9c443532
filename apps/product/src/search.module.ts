import { Module } from '@nestjs/common';
import { FindProducts } from './flows/find-products.ts';
import { BrowseStore, SuggestionStore } from './flows/ports.ts';
import { Suggest } from './flows/suggest.ts';
import { PostgresBrowseStore } from './io/browse.store.ts';
import { OldEntries } from './io/old-entries.ts';
import { OldEntriesWorker } from './io/old-entries.worker.ts';
import { SalesCount } from './io/sales-count.ts';
import { SalesCountWorker } from './io/sales-count.worker.ts';
import { SearchController } from './io/search.controller.ts';
import { SearchIndex } from './io/search-index.ts';
import { PostgresSuggestionStore } from './io/suggestion.store.ts';

/** Lists, search, suggestions, and what is popular. Other modules keep the index up to date. */
@Module({
  controllers: [SearchController],
  providers: [
    FindProducts,
    OldEntries,
    OldEntriesWorker,
    SalesCount,
    SalesCountWorker,
    SearchIndex,
    Suggest,
    { provide: BrowseStore, useClass: PostgresBrowseStore },
    { provide: SuggestionStore, useClass: PostgresSuggestionStore },
  ],
  exports: [SearchIndex],
})
export class SearchModule {}
