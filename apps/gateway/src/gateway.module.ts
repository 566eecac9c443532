import { Module } from '@nestjs/common';
import { PlatformModule } from '@tradepost/nest';
import { gatewayConfig } from './gateway.config.ts';
import { AccountModule } from './io/account/account.module.ts';
import { AdminModule } from './io/admin/admin.module.ts';
import { CartModule } from './io/cart/cart.module.ts';
import { CatalogueModule } from './io/catalogue/catalogue.module.ts';
import { EdgeModule } from './io/http/edge.module.ts';
import { OrderModule } from './io/order/order.module.ts';

@Module({
  imports: [
    PlatformModule.forRoot({ name: 'gateway', config: gatewayConfig, hasPublicHttp: true }),
    EdgeModule,
    CatalogueModule,
    CartModule,
    OrderModule,
    AccountModule,
    AdminModule,
  ],
})
export class GatewayModule {}
