import { Module } from '@nestjs/common';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { CategoriesController } from './categories.controller.ts';
import { PicturesController } from './pictures.controller.ts';
import { ProductsController } from './products.controller.ts';
import { SearchController } from './search.controller.ts';

@Module({
  imports: [GrpcClientsModule.forFeature([ProductServiceDefinition])],
  controllers: [ProductsController, CategoriesController, SearchController, PicturesController],
})
export class CatalogueModule {}
