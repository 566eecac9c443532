import { Module } from '@nestjs/common';
import { MessagingModule, PlatformModule } from '@tradepost/nest';
import { CatalogueModule } from './catalogue.module.ts';
import { ImportModule } from './import.module.ts';
import { OperationsController } from './io/operations.controller.ts';
import { ProductDatabase } from './io/product-database.ts';
import { productConfig } from './product.config.ts';
import { SearchModule } from './search.module.ts';
import { StaffCatalogueModule } from './staff-catalogue.module.ts';
import { StockModule } from './stock.module.ts';
import { SystemModule } from './system.module.ts';

@Module({
  imports: [
    PlatformModule.forRoot({
      ...{ name: 'product', config: productConfig, database: ProductDatabase },
      callers: ['gateway', 'cart', 'order'],
    }),
    MessagingModule.forRoot({ publishesEvents: true }),
    SystemModule,
    CatalogueModule,
    SearchModule,
    StockModule,
    ImportModule,
    StaffCatalogueModule,
  ],
  controllers: [OperationsController],
})
export class ProductModule {}
