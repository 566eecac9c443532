import type { DynamicModule, Type } from '@nestjs/common';
import { Database } from '@tradepost/database';
import { Discovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { RpcClients } from '@tradepost/rpc';
import { Redis } from 'ioredis';
import type { Platform } from '@tradepost/nest/platform';

/** Token of the parsed configuration: `@Inject(CONFIG) config: ConfigOf<typeof orderConfig>`. */
export const CONFIG = 'CONFIG';

class PlatformRoot {}

/** What every service can inject: Logger, Metrics, Discovery, RpcClients, CONFIG and, where configured, Database and Redis. */
export function platformModule(platform: Platform, module: Type | DynamicModule): DynamicModule {
  const providers = [
    { provide: CONFIG, useValue: platform.config },
    { provide: Logger, useValue: platform.log },
    { provide: Metrics, useValue: platform.metrics },
    { provide: Discovery, useValue: platform.discovery },
    { provide: RpcClients, useValue: platform.clients },
    ...(platform.database ? [{ provide: Database, useValue: platform.database }] : []),
    ...(platform.redis ? [{ provide: Redis, useValue: platform.redis }] : []),
  ];
  return {
    module: PlatformRoot,
    global: true,
    imports: [module],
    providers,
    exports: providers.map((p) => p.provide),
  };
}
