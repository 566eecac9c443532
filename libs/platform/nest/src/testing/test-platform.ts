import { createDiscovery } from '@tradepost/discovery';
import { Logger, Metrics, Readiness } from '@tradepost/observability';
import { RpcClients } from '@tradepost/rpc';
import type { BaseConfig, Platform } from '../platform/platform.ts';

let made = 0;

/** For `Test.createTestingModule(…).overrideProvider(PLATFORM).useValue(testPlatform(…))`: silent, and finds no other service. */
export function testPlatform(name: string, config: BaseConfig, parts: Partial<Platform> = {}): Platform {
  const log = new Logger({ service: name, level: 'silent' });
  const metrics = new Metrics(name);
  const discovery =
    parts.discovery ?? createDiscovery({ driver: 'static', scheme: `test-${name}-${++made}` });
  return {
    ...{ name, config, log, metrics, discovery, database: undefined, redis: undefined, tls: undefined },
    tracing: { close: () => Promise.resolve() },
    clients: new RpcClients({ discovery, metrics, caller: name }),
    readiness: new Readiness(log),
    ...parts,
  };
}
