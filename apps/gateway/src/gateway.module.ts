import { Module } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Logger } from '@tradepost/observability';
import type { GatewayConfig } from './gateway.config.ts';
import { AccessTokens, KeySource } from './io/http/access-tokens.ts';
import { Cookies } from './io/http/cookies.ts';
import { EdgeCache, EdgeCacheInvalidation } from './io/http/edge-cache.ts';
import { HttpListener } from './io/http/http-listener.ts';
import { OrderNews } from './io/http/order-news.ts';
import type { Routes } from './io/http/route.ts';
import { UserKeySource } from './io/key-source.ts';
import { ALL_ROUTES, routeGroups } from './io/routes/all-routes.ts';
import { Neighbours } from './io/routes/neighbours.ts';

@Module({
  providers: [
    Neighbours,
    EdgeCache,
    EdgeCacheInvalidation,
    HttpListener,
    OrderNews,
    ...routeGroups,
    { provide: ALL_ROUTES, useFactory: (...groups: Routes[]) => groups, inject: routeGroups },
    { provide: KeySource, useClass: UserKeySource },
    {
      provide: AccessTokens,
      useFactory: (keys: KeySource, log: Logger) => new AccessTokens(keys, log),
      inject: [KeySource, Logger],
    },
    {
      provide: Cookies,
      useFactory: (config: GatewayConfig) => new Cookies(config.PUBLIC_URL),
      inject: [CONFIG],
    },
  ],
})
export class GatewayModule {}
