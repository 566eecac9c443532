import 'reflect-metadata';
import { runService } from '@tradepost/bootstrap';
import { gatewayConfig } from './gateway.config.ts';
import { GatewayModule } from './gateway.module.ts';
import { OrderNews } from './io/http/order-news.ts';
import { HttpListener } from './io/http/http-listener.ts';
import { EdgeCacheInvalidation } from './io/http/edge-cache.ts';

await runService({
  name: 'gateway',
  config: gatewayConfig,
  module: GatewayModule,
  listeners: [HttpListener],
  workers: [EdgeCacheInvalidation, OrderNews],
});
