import { Module } from '@nestjs/common';
import { messagingProviders, operationsProvider } from '@tradepost/messaging';
import { v7 } from 'uuid';
import { FindProducts } from './flows/find-products.ts';
import { ImportProducts } from './flows/import-products.ts';
import {
  AvailabilityNews,
  BrowseStore,
  Clock,
  Ids,
  ImportStore,
  SafeHtml,
  StockStore,
} from './flows/ports.ts';
import { StockHolds } from './flows/stock-holds.ts';
import { AvailabilityAnnouncer } from './io/availability-announcer.ts';
import { PostgresBrowseStore } from './io/browse.store.ts';
import { CatalogueStore } from './io/catalogue.store.ts';
import { CategoryStore } from './io/category.store.ts';
import { HoldList } from './io/hold-list.ts';
import { HoldSweeper } from './io/hold-sweeper.ts';
import { PostgresImportStore } from './io/import.store.ts';
import { ProductGrpc } from './io/product.grpc.ts';
import { AllowListHtml } from './io/safe-html.ts';
import { SalesCount } from './io/sales-count.ts';
import { SearchIndex } from './io/search-index.ts';
import { StaffDeeds } from './io/staff-deeds.ts';
import { StaffStore } from './io/staff.store.ts';
import { StockCheck } from './io/stock-check.ts';
import { StockDesk } from './io/stock-desk.ts';
import { PostgresStockStore } from './io/stock.store.ts';

@Module({
  providers: [
    AvailabilityAnnouncer,
    CatalogueStore,
    CategoryStore,
    FindProducts,
    HoldList,
    HoldSweeper,
    ImportProducts,
    ProductGrpc,
    SalesCount,
    SearchIndex,
    StaffDeeds,
    StaffStore,
    StockCheck,
    StockDesk,
    StockHolds,
    { provide: StockStore, useClass: PostgresStockStore },
    { provide: BrowseStore, useClass: PostgresBrowseStore },
    { provide: ImportStore, useClass: PostgresImportStore },
    { provide: SafeHtml, useClass: AllowListHtml },
    { provide: AvailabilityNews, useExisting: AvailabilityAnnouncer },
    { provide: Clock, useValue: { now: () => new Date() } satisfies Clock },
    { provide: Ids, useValue: { next: () => v7() } satisfies Ids },
    ...messagingProviders('product'),
    operationsProvider,
  ],
})
export class ProductModule {}
