import type { Log } from './discovery.ts';

export type DiscoveryDriver = 'consul' | 'dns' | 'static';

export const localAgent = 'http://127.0.0.1:8500';

/** How a process talks to its registry, to find others and to be found. */
export interface RegistryOptions {
  readonly driver: DiscoveryDriver;
  readonly consulAddr?: string | undefined;
  readonly consulToken?: string | undefined;
  readonly log?: Log | undefined;
}

export const noLog: Log = () => undefined;
