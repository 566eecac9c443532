import type { Instance } from '../discovery.ts';

/** The part of `/v1/health/service/<name>` that is read here. */
export interface HealthEntry {
  readonly Node: { readonly Address: string };
  readonly Service: {
    readonly ID: string;
    readonly Address: string;
    readonly Port: number;
    readonly Meta?: Readonly<Record<string, string>> | null;
  };
}

/** Marks the entry of a process without gRPC: it is there for Prometheus, not for callers. */
export const OPS_ONLY = { ops_only: 'true' };

export const isCallable = ({ Service }: HealthEntry): boolean => Service.Meta?.['ops_only'] !== 'true';

/** Throws on anything that is not a list of health entries, so that it counts as no response, not as "no instances". */
export function healthEntries(body: unknown): readonly HealthEntry[] {
  if (!Array.isArray(body) || !body.every(isHealthEntry))
    throw new Error('Consul did not answer with a list of health entries');
  return body;
}

export function toInstance({ Node, Service }: HealthEntry): Instance {
  return {
    id: Service.ID,
    host: Service.Address || Node.Address,
    port: Service.Port,
    weight: weightOf(Service.Meta?.['weight']),
    version: Service.Meta?.['version'] ?? '',
  };
}

function weightOf(meta: string | undefined): number {
  const weight = Number(meta);
  return Number.isFinite(weight) && weight > 0 ? weight : 1;
}

function isHealthEntry(value: unknown): value is HealthEntry {
  if (typeof value !== 'object' || value === null || !('Node' in value) || !('Service' in value))
    return false;
  const { Service } = value;
  return typeof Service === 'object' && Service !== null && 'ID' in Service && 'Port' in Service;
}
