import { Module } from '@nestjs/common';
import { CatalogueController } from './io/catalogue.controller.ts';
import { CatalogueStore } from './io/catalogue.store.ts';
import { OfferStore } from './io/offer.store.ts';
import { ProductPages } from './io/product-pages.ts';
import { StaffProducts } from './io/staff-products.store.ts';
import { SearchModule } from './search.module.ts';

/** Product pages, categories, pictures, and quotes. */
@Module({
  imports: [SearchModule],
  controllers: [CatalogueController],
  providers: [CatalogueStore, OfferStore, ProductPages, StaffProducts],
  exports: [StaffProducts],
})
export class CatalogueModule {}
