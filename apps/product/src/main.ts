import 'reflect-metadata';
import { runService, serve } from '@tradepost/bootstrap';
import { OperationsServiceDefinition, ProductServiceDefinition } from '@tradepost/contracts';
import { KeySweeper, Operations, OutboxRelay } from '@tradepost/messaging';
import { AvailabilityAnnouncer } from './io/availability-announcer.ts';
import { HoldSweeper } from './io/hold-sweeper.ts';
import { ProductGrpc } from './io/product.grpc.ts';
import { SalesCount } from './io/sales-count.ts';
import { StockCheck } from './io/stock-check.ts';
import { productConfig } from './product.config.ts';
import { ProductModule } from './product.module.ts';

await runService({
  name: 'product',
  config: productConfig,
  module: ProductModule,
  grpc: [serve(ProductServiceDefinition, ProductGrpc), serve(OperationsServiceDefinition, Operations)],
  workers: [OutboxRelay, KeySweeper, HoldSweeper, AvailabilityAnnouncer, SalesCount, StockCheck],
});
