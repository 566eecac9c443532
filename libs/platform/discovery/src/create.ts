import { v7 as uuidv7 } from 'uuid';
import { followConsul } from './consul/follow-consul.ts';
import { ConsulRegistration } from './consul/consul-registration.ts';
import type { Discovery, Log } from './discovery.ts';
import { registerDiscoveryResolver } from './grpc-resolver.ts';
import { NoRegistration } from './registration.ts';
import type { Registration } from './registration.ts';
import { StaticDiscovery } from './static-discovery.ts';
import { WatchingDiscovery } from './watching-discovery.ts';

export type DiscoveryDriver = 'consul' | 'static';

export interface CreateDiscoveryOptions {
  readonly driver: DiscoveryDriver;
  readonly consulAddr?: string | undefined;
  readonly consulToken?: string | undefined;
  /** `product=127.0.0.1:5001,127.0.0.1:5002;cart=127.0.0.1:5003` */
  readonly staticList?: string | undefined;
  /** Where the last known instances are kept for a start without the registry. One file per process. */
  readonly snapshotFile?: string | undefined;
  /** How long instances are kept that the registry lost all at once. */
  readonly graceMs?: number | undefined;
  /** The gRPC scheme to register, when one process needs two discoveries. */
  readonly scheme?: string | undefined;
  readonly log?: Log | undefined;
}

/** The discovery a process uses, ready for gRPC: `new Client(discovery.target('product'), …)`. */
export function createDiscovery(options: CreateDiscoveryOptions): Discovery {
  const discovery = driverOf(options);
  registerDiscoveryResolver(discovery);
  return discovery;
}

function driverOf(options: CreateDiscoveryOptions): Discovery {
  const { driver, log = silent, graceMs, snapshotFile, scheme = driver } = options;
  if (driver === 'static') return new StaticDiscovery(options.staticList ?? '', scheme);
  const follow = followConsul({
    consulAddr: options.consulAddr ?? 'http://127.0.0.1:8500',
    token: options.consulToken,
  });
  return new WatchingDiscovery({ scheme, follow, log, graceMs, snapshotFile });
}

export interface CreateRegistrationOptions {
  readonly driver: DiscoveryDriver;
  readonly consulAddr?: string | undefined;
  readonly consulToken?: string | undefined;
  readonly service: string;
  /** Where callers, and Consul's health check, reach this process. */
  readonly host: string;
  readonly port: number;
  /** The port of `/metrics`, for `opsTargets`. */
  readonly opsPort?: number | undefined;
  readonly weight?: number | undefined;
  readonly version?: string | undefined;
  /** The service named in the gRPC health check; the whole server when left out. */
  readonly grpcHealth?: string | undefined;
  readonly log?: Log | undefined;
}

/** The registration of this process; does nothing for drivers that learn of instances in another way. */
export function createRegistration(options: CreateRegistrationOptions): Registration {
  const { driver, consulAddr = 'http://127.0.0.1:8500', consulToken: token, log = silent, ...rest } = options;
  const id = `${options.service}-${uuidv7()}`;
  if (driver !== 'consul') return new NoRegistration(id);
  return new ConsulRegistration({ ...rest, id, consulAddr, token, log });
}

const silent: Log = () => undefined;
