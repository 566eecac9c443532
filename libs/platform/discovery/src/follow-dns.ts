import { Resolver } from 'node:dns/promises';
import type { Instance } from './discovery.ts';
import { reasonOf } from './reason-of.ts';
import { realTiming } from './timing.ts';
import type { Follow } from './watching-discovery.ts';

export interface FollowDnsOptions {
  /**
   * The name to look up; `{service}` stands for the service's name. With a port, addresses are queried, as a headless
   * Kubernetes service has them: `{service}.cluster.svc.cluster.local:50051`; without, SRV records:
   * `_{service}._tcp.service.consul`. The machine's search domains are not applied.
   */
  readonly name: string;
  /** Name servers to use instead of the machine's: `127.0.0.1:8600`. */
  readonly servers?: readonly string[] | undefined;
  readonly pollMs?: number | undefined;
}

/** Follows a service by polling DNS: slower than a registry, but available everywhere. */
export function followDns({ name, servers, pollMs = 2_000 }: FollowDnsOptions): Follow {
  return async (service, report, signal) => {
    const resolver = new Resolver({ timeout: 1_000, tries: 2 });
    if (servers) resolver.setServers(servers);
    signal.addEventListener('abort', () => resolver.cancel(), { once: true });
    const asked = name.replaceAll('{service}', service);
    while (!signal.aborted) {
      try {
        const instances = await lookUp(resolver, asked);
        if (!signal.aborted) report.answered(instances);
      } catch (error) {
        if (!signal.aborted) report.unavailable(reasonOf(error));
      }
      await realTiming.pause(pollMs * (0.75 + Math.random() / 2), signal);
    }
  };
}

async function lookUp(resolver: Resolver, name: string): Promise<Instance[]> {
  const [, host, port] = /^(.+):(\d+)$/.exec(name) ?? [];
  if (host && port)
    return (await addressesOf(resolver, host)).map((address) => instanceAt(address, Number(port), 1));
  const records = await noneIfUnknown(resolver.resolveSrv(name));
  const best = Math.min(...records.map((record) => record.priority));
  const found = await Promise.all(
    records
      .filter((record) => record.priority === best)
      .map(async ({ name: target, port, weight }) =>
        (await addressesOf(resolver, target)).map((address) => instanceAt(address, port, weight || 1)),
      ),
  );
  return found.flat();
}

async function addressesOf(resolver: Resolver, host: string): Promise<string[]> {
  const v4 = await noneIfUnknown(resolver.resolve4(host));
  return v4.length > 0 ? v4 : noneIfUnknown(resolver.resolve6(host));
}

/** "No such name" is an answer; every other failure counts as no response. */
async function noneIfUnknown<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}

/** DNS has no instance ids: an instance is its address. */
function instanceAt(host: string, port: number, weight: number): Instance {
  return { id: `${host}:${port}`, host, port, weight, version: '' };
}
