import { Module } from '@nestjs/common';
import { ImportProducts } from './flows/import-products.ts';
import { ImportStore, SafeHtml } from './flows/ports.ts';
import { ImportController } from './io/import.controller.ts';
import { PostgresImportStore } from './io/import.store.ts';
import { AllowListHtml } from './io/safe-html.ts';
import { SearchModule } from './search.module.ts';

/** Products from files. */
@Module({
  imports: [SearchModule],
  controllers: [ImportController],
  providers: [
    ImportProducts,
    { provide: ImportStore, useClass: PostgresImportStore },
    { provide: SafeHtml, useClass: AllowListHtml },
  ],
})
export class ImportModule {}
