import {
  CartServiceDefinition,
  OrderServiceDefinition,
  ProductServiceDefinition,
  UserServiceDefinition,
} from '@tradepost/contracts';
import { type RpcClient, RpcClients } from '@tradepost/rpc';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { type GatewayConfig } from '../../gateway.config.ts';

/** The services behind the gateway. */
@Injectable()
export class Neighbours {
  readonly product: RpcClient<typeof ProductServiceDefinition>;
  readonly cart: RpcClient<typeof CartServiceDefinition>;
  readonly order: RpcClient<typeof OrderServiceDefinition>;
  readonly user: RpcClient<typeof UserServiceDefinition>;

  constructor(clients: RpcClients, @Inject(CONFIG) config: GatewayConfig) {
    this.product = clients.get(ProductServiceDefinition, 'product');
    this.cart = clients.get(CartServiceDefinition, 'cart');
    this.order = clients.get(OrderServiceDefinition, 'order', { timeoutMs: config.ORDER_TIMEOUT_MS });
    this.user = clients.get(UserServiceDefinition, 'user');
  }
}
