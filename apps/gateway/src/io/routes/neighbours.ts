import {
  AfterSaleServiceDefinition,
  CartServiceDefinition,
  OperationsServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
  ProductServiceDefinition,
  SagaServiceDefinition,
  ReconciliationServiceDefinition,
  UserServiceDefinition,
} from '@tradepost/contracts';
import { DeadLetters } from '@tradepost/messaging';
import { type RpcClient, RpcClients } from '@tradepost/rpc';
import { Redis } from 'ioredis';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import type { GatewayConfig } from '../../gateway.config.ts';

/** The services behind the gateway. */
@Injectable()
export class Neighbours {
  readonly product: RpcClient<typeof ProductServiceDefinition>;
  readonly cart: RpcClient<typeof CartServiceDefinition>;
  readonly order: RpcClient<typeof OrderServiceDefinition>;
  readonly payment: RpcClient<typeof PaymentServiceDefinition>;
  readonly afterSale: RpcClient<typeof AfterSaleServiceDefinition>;
  readonly sagas: RpcClient<typeof SagaServiceDefinition>;
  readonly user: RpcClient<typeof UserServiceDefinition>;

  readonly reconciliation: RpcClient<typeof ReconciliationServiceDefinition>;
  /** What every service tells of itself, by the service's name. */
  readonly operations: ReadonlyMap<string, RpcClient<typeof OperationsServiceDefinition>>;

  /** They lie in Redis, which all services share: no single service could tell of all. */
  readonly deadLetters: DeadLetters;

  constructor(clients: RpcClients, @Inject(CONFIG) config: GatewayConfig, redis: Redis) {
    this.deadLetters = new DeadLetters(redis);
    this.product = clients.get(ProductServiceDefinition, 'product');
    this.cart = clients.get(CartServiceDefinition, 'cart');
    this.order = clients.get(OrderServiceDefinition, 'order', { timeoutMs: config.ORDER_TIMEOUT_MS });
    this.payment = clients.get(PaymentServiceDefinition, 'order', { timeoutMs: config.ORDER_TIMEOUT_MS });
    this.afterSale = clients.get(AfterSaleServiceDefinition, 'order');
    this.sagas = clients.get(SagaServiceDefinition, 'order');
    this.user = clients.get(UserServiceDefinition, 'user');
    this.reconciliation = clients.get(ReconciliationServiceDefinition, 'order');
    this.operations = new Map(
      ['cart', 'order', 'product', 'user'].map((name) => [
        name,
        clients.get(OperationsServiceDefinition, name),
      ]),
    );
  }
}
