import 'reflect-metadata';
import { runService, serve } from '@tradepost/bootstrap';
import { OperationsServiceDefinition, CartServiceDefinition } from '@tradepost/contracts';
import { KeySweeper, Operations } from '@tradepost/messaging';
import { cartConfig } from './cart.config.ts';
import { CartModule } from './cart.module.ts';
import { CartGrpc } from './io/cart.grpc.ts';
import { ExpirySweeper } from './io/expiry.sweeper.ts';
import { OrderEvents } from './io/order.events.ts';

await runService({
  name: 'cart',
  config: cartConfig,
  module: CartModule,
  grpc: [serve(CartServiceDefinition, CartGrpc), serve(OperationsServiceDefinition, Operations)],
  workers: [OrderEvents, ExpirySweeper, KeySweeper],
});
