import { Module } from '@nestjs/common';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { Stock, StockHolds } from './flows/ports/stock.ts';
import { ProductClient } from './io/product.client.ts';
import { StockHoldsClient } from './io/stock-holds.client.ts';

/** Stock of the product service. */
@Module({
  imports: [GrpcClientsModule.forFeature([ProductServiceDefinition])],
  providers: [
    { provide: Stock, useClass: ProductClient },
    { provide: StockHolds, useClass: StockHoldsClient },
  ],
  exports: [Stock, StockHolds],
})
export class StockModule {}
