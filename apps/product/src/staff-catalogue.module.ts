import { Module } from '@nestjs/common';
import { CatalogueModule } from './catalogue.module.ts';
import { StaffCatalogueController } from './io/staff-catalogue.controller.ts';
import { StaffStockController } from './io/staff-stock.controller.ts';
import { StaffWrites } from './io/staff-writes.ts';
import { SearchModule } from './search.module.ts';
import { StockModule } from './stock.module.ts';

/** What staff list and change by hand: prices, status, slugs, stock, locations. */
@Module({
  imports: [CatalogueModule, SearchModule, StockModule],
  controllers: [StaffCatalogueController, StaffStockController],
  providers: [StaffWrites],
})
export class StaffCatalogueModule {}
