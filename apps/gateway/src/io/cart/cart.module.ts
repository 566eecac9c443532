import { Module } from '@nestjs/common';
import { CartServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { CartsController } from './carts.controller.ts';

@Module({
  imports: [GrpcClientsModule.forFeature([CartServiceDefinition])],
  controllers: [CartsController],
})
export class CartModule {}
