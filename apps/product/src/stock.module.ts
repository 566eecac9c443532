import { Module } from '@nestjs/common';
import { AvailabilityNotifier, StockStore } from './flows/ports.ts';
import { StockHolds } from './flows/stock-holds.ts';
import { AvailabilityChanges } from './io/availability-changes.ts';
import { AvailabilityWorker } from './io/availability.worker.ts';
import { HoldSweeper } from './io/hold-sweeper.worker.ts';
import { StockCheck } from './io/stock-check.worker.ts';
import { StockController } from './io/stock.controller.ts';
import { StockLists } from './io/stock-lists.ts';
import { StockRetention } from './io/stock-retention.ts';
import { StockTableMetrics } from './io/stock-table.metrics.ts';
import { PostgresStockStore } from './io/stock.store.ts';

/** Stock held and sold for orders. */
@Module({
  controllers: [StockController],
  providers: [
    AvailabilityChanges,
    AvailabilityWorker,
    HoldSweeper,
    StockCheck,
    StockHolds,
    StockLists,
    StockRetention,
    StockTableMetrics,
    { provide: AvailabilityNotifier, useExisting: AvailabilityWorker },
    { provide: StockStore, useClass: PostgresStockStore },
  ],
  exports: [StockLists],
})
export class StockModule {}
