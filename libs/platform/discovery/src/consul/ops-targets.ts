import { askConsul } from './consul-http.ts';
import { healthEntries, type HealthEntry } from './consul-instances.ts';

/** One entry of Prometheus' `http_sd` format. */
export interface OpsTarget {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The ops ports of every registered instance, healthy or not, in Prometheus' `http_sd` format: for builds of
 * Prometheus without Consul support. Rejects when Consul is unavailable, so that Prometheus keeps its last list.
 */
export async function opsTargets(consulAddr: string, token?: string): Promise<readonly OpsTarget[]> {
  const address = { consulAddr, token };
  const catalog = await askConsul(address, '/v1/catalog/services', { timeoutMs: 5_000 });
  const services = Object.keys(catalog.body ?? {}).toSorted();
  const answers = await Promise.all(
    services.map((name) =>
      askConsul(address, `/v1/health/service/${encodeURIComponent(name)}`, { timeoutMs: 5_000 }),
    ),
  );
  return services.flatMap((service, at) =>
    healthEntries(answers[at]?.body).flatMap((entry) => targetOf(service, entry)),
  );
}

function targetOf(service: string, { Node, Service }: HealthEntry): OpsTarget[] {
  const opsPort = Service.Meta?.['ops_port'];
  if (!opsPort) return [];
  const host = Service.Address || Node.Address;
  const target = `${host.includes(':') ? `[${host}]` : host}:${opsPort}`;
  return [
    {
      targets: [target],
      labels: {
        service_name: service,
        // Dropped after relabelling: as labels of every series they would begin new series with every restart.
        __meta_tradepost_instance_id: Service.ID,
        __meta_tradepost_version: Service.Meta?.['version'] ?? '',
      },
    },
  ];
}
