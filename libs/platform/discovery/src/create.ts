import { followConsul } from './consul/follow-consul.ts';
import type { Discovery } from './discovery.ts';
import { localAgent, noLog, type RegistryOptions } from './drivers.ts';
import { followDns, type FollowDnsOptions } from './follow-dns.ts';
import { registerDiscoveryResolver } from './grpc-resolver.ts';
import { StaticDiscovery } from './static-discovery.ts';
import { WatchingDiscovery, type Follow } from './watching-discovery.ts';

export interface CreateDiscoveryOptions extends RegistryOptions {
  /** `product=127.0.0.1:5001,127.0.0.1:5002;cart=127.0.0.1:5003` */
  readonly staticList?: string | undefined;
  readonly dns?: FollowDnsOptions | undefined;
  /** File of the last known instances, for a start without the registry. One file per process. */
  readonly snapshotFile?: string | undefined;
  /** How long instances that the registry lost all at once are retained. */
  readonly graceMs?: number | undefined;
  /** The gRPC scheme to register; needed when one process uses two discoveries. */
  readonly scheme?: string | undefined;
}

/** Creates the discovery of a process and registers it with gRPC: `new Client(discovery.target('product'), …)`. */
export function createDiscovery(options: CreateDiscoveryOptions): Discovery {
  const discovery = driverOf(options);
  registerDiscoveryResolver(discovery);
  return discovery;
}

function driverOf(options: CreateDiscoveryOptions): Discovery {
  const { driver, log = noLog, graceMs, snapshotFile } = options;
  const scheme = options.scheme ?? schemes[driver];
  if (driver === 'static') return new StaticDiscovery(options.staticList ?? '', scheme);
  return new WatchingDiscovery({ scheme, follow: followOf(options), log, graceMs, snapshotFile });
}

function followOf({ driver, consulAddr, consulToken, dns }: CreateDiscoveryOptions): Follow {
  if (driver !== 'dns') return followConsul({ consulAddr: consulAddr ?? localAgent, token: consulToken });
  if (!dns) throw new Error('DNS discovery needs the name to look up: set DISCOVERY_DNS_NAME');
  return followDns(dns);
}

/** Not `dns`: that scheme is grpc-js's own. */
const schemes = { consul: 'consul', dns: 'dns-sd', static: 'static' } as const;
