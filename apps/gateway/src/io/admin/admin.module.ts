import { Module } from '@nestjs/common';
import {
  AfterSaleServiceDefinition,
  OrderServiceDefinition,
  ProductServiceDefinition,
  ReconciliationServiceDefinition,
  SagaServiceDefinition,
  UserServiceDefinition,
} from '@tradepost/contracts';
import { DeadLetters } from '@tradepost/messaging';
import { GrpcClientsModule } from '@tradepost/nest';
import { Redis } from 'ioredis';
import { AfterSaleController } from './after-sale.controller.ts';
import { StaffCategoriesController } from './categories.controller.ts';
import { CustomersController } from './customers.controller.ts';
import { DeadLettersController } from './dead-letters.controller.ts';
import { ImportsController } from './imports.controller.ts';
import { LocationsController } from './locations.controller.ts';
import { StaffOrdersController } from './orders.controller.ts';
import { StaffProductsController } from './products.controller.ts';
import { ReconciliationController } from './reconciliation.controller.ts';
import { SagasController } from './sagas.controller.ts';
import { ServiceOperations } from './service-operations.ts';
import { ServicesController } from './services.controller.ts';
import { StaffVariantsController } from './variants.controller.ts';

@Module({
  imports: [
    GrpcClientsModule.forFeature([
      AfterSaleServiceDefinition,
      OrderServiceDefinition,
      ProductServiceDefinition,
      ReconciliationServiceDefinition,
      SagaServiceDefinition,
      UserServiceDefinition,
    ]),
  ],
  controllers: [
    StaffProductsController,
    StaffCategoriesController,
    StaffVariantsController,
    LocationsController,
    ImportsController,
    StaffOrdersController,
    AfterSaleController,
    CustomersController,
    SagasController,
    ReconciliationController,
    DeadLettersController,
    ServicesController,
  ],
  providers: [
    ServiceOperations,
    { provide: DeadLetters, useFactory: (redis: Redis) => new DeadLetters(redis), inject: [Redis] },
  ],
})
export class AdminModule {}
