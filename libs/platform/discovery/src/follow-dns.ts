import { Resolver } from 'node:dns/promises';
import type { Instance } from './discovery.ts';
import { pause, reasonOf } from './pace.ts';
import type { Follow } from './watching-discovery.ts';

export interface FollowDnsOptions {
  /**
   * What to look up, `{service}` standing for the service's name. With a port it is asked for addresses, as a
   * headless Kubernetes service has them: `{service}.shop.svc.cluster.local:50051`. Without, for SRV records:
   * `_{service}._tcp.service.consul`. Search domains of the machine are not applied.
   */
  readonly name: string;
  /** Servers to ask instead of the machine's own: `127.0.0.1:8600`. */
  readonly servers?: readonly string[] | undefined;
  readonly pollMs?: number | undefined;
}

/** Follows a service by asking DNS again and again: slower to see a change than a registry, but known everywhere. */
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
        if (!signal.aborted) report.silent(reasonOf(error));
      }
      await pause(pollMs * (0.75 + Math.random() / 2), signal);
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

/** "There is no such name" is an answer; everything else is silence. */
async function noneIfUnknown<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}

/** DNS knows no boots: an instance is its address. */
function instanceAt(host: string, port: number, weight: number): Instance {
  return { id: `${host}:${port}`, host, port, weight, version: '' };
}
