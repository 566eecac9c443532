import type { ServiceSpec } from '@tradepost/rpc';

/** Where the transport finds the definition a handler belongs to. */
export interface GrpcExtras {
  readonly definition: ServiceSpec;
}

/** The pattern that Nest's own `@GrpcMethod(service, rpc)` registers. */
export function patternOf({ fullName, methods }: ServiceSpec, key: string) {
  return { service: fullName, rpc: methods[key]?.name, streaming: 'no_stream' };
}
