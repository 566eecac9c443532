import { Metadata, experimental, status } from '@grpc/grpc-js';
import { INSTANCES_ATTRIBUTE, SERVICE_ATTRIBUTE } from './balancing/instances-attribute.ts';
import type { Discovery, Instance } from './discovery.ts';

/**
 * Makes `<scheme>:///<service>` a target for gRPC channels, fed by `discovery`. Every change is pushed to every
 * channel at once, where gRPC's own resolver looks again only when a connection drops. Schemes are global in
 * grpc-js: the last registration of a scheme wins for channels created after it.
 */
export function registerDiscoveryResolver(discovery: Discovery, scheme = discovery.scheme): void {
  class DiscoveryResolver implements experimental.Resolver {
    private readonly service: string;
    private readonly listener: experimental.ResolverListener;
    private unwatch: (() => void) | undefined;
    private hadInstances = false;

    constructor(target: experimental.GrpcUri, listener: experimental.ResolverListener) {
      this.service = serviceOf(target);
      this.listener = listener;
    }

    /** The service name is the authority, so that certificates are issued to services, not machines. */
    static getDefaultAuthority(target: experimental.GrpcUri): string {
      return serviceOf(target);
    }

    /** Called whenever a connection fails; nothing to do, because changes are pushed. */
    updateResolution(): void {
      this.unwatch ??= discovery.watch(this.service, (instances, note) => this.push(instances, note));
    }

    /** Also called when a channel becomes idle; a later updateResolution restarts it. */
    destroy(): void {
      this.unwatch?.();
      this.unwatch = undefined;
    }

    private push(instances: readonly Instance[], note: string): void {
      const details = `no instance of "${this.service}": ${note || 'none is registered'}`;
      this.hadInstances ||= instances.length > 0;
      if (!this.hadInstances) {
        // An error, not an empty list: it fails pending calls at once, and lets those with waitForReady wait.
        const error = { code: status.UNAVAILABLE, details, metadata: new Metadata() };
        this.listener(experimental.statusOrFromError(error), {}, null, details);
        return;
      }
      const endpoints = instances.map(({ host, port }) => ({ addresses: [{ host, port }] }));
      this.listener(
        experimental.statusOrFromValue(endpoints),
        { [INSTANCES_ATTRIBUTE]: instances, [SERVICE_ATTRIBUTE]: this.service },
        null,
        details,
      );
    }
  }
  experimental.registerResolver(scheme, DiscoveryResolver);
}

function serviceOf(target: experimental.GrpcUri): string {
  const service = target.path.replace(/^\//, '');
  if (!/^[\w.-]+$/.test(service))
    throw new Error(`"${target.path}" is not a service name; use letters, digits, ".", "_" and "-"`);
  return service;
}
