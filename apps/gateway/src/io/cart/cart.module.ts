import { Module } from '@nestjs/common';
import { CartServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { CartsController } from './carts.controller.ts';
import { CountriesController } from './countries.controller.ts';

@Module({
  imports: [GrpcClientsModule.forFeature([{ definition: CartServiceDefinition, affinity: 'cartId' }])],
  controllers: [CartsController, CountriesController],
})
export class CartModule {}
