import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { UserServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { AccessGuard } from './access.guard.ts';
import { AccessTokens, KeySource } from './access-tokens.ts';
import { Cookies } from './cookies.ts';
import { EdgeCache, EdgeClock } from './edge-cache.ts';
import { EdgeCacheHooks } from './edge-cached.ts';
import { EdgeCacheInvalidation } from './edge-cache-invalidation.ts';
import { GatewayRequests } from './gateway-requests.ts';
import { ProblemFilter } from './problem.filter.ts';
import { RateLimitGuard } from './rate-limit.guard.ts';
import { RateLimits } from './rate-limits.ts';
import { RequestHooks } from './request-hooks.ts';
import { RequestMetrics } from './request-metrics.ts';
import { RevocationFeed } from './revocation-feed.ts';
import { Revocations } from './revocations.ts';
import { RouteMethods } from './route-methods.ts';
import { SchemaPipe } from './schema.pipe.ts';
import { UserKeySource } from './user-key-source.ts';
import { WarmUp } from './warm-up.ts';
import { WriteHeadersGuard } from './write-headers.guard.ts';

/** What every route shares. `setUpHttp` installs the hooks. */
@Global()
@Module({
  imports: [DiscoveryModule, GrpcClientsModule.forFeature([UserServiceDefinition])],
  providers: [
    AccessTokens,
    Cookies,
    EdgeCache,
    EdgeCacheHooks,
    EdgeCacheInvalidation,
    GatewayRequests,
    RateLimits,
    RequestHooks,
    RequestMetrics,
    RouteMethods,
    RevocationFeed,
    Revocations,
    WarmUp,
    { provide: EdgeClock, useValue: Date satisfies EdgeClock },
    { provide: KeySource, useClass: UserKeySource },
    // In this order.
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: WriteHeadersGuard },
    { provide: APP_PIPE, useClass: SchemaPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [Cookies, KeySource, Revocations],
})
export class EdgeModule {}
