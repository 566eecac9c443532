/** What every Kubernetes object has, and the parts that our rules look at. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: { [field: string]: unknown; template?: { metadata?: { labels?: Labels }; spec: PodSpec } };
  data?: Record<string, string>;
}

export type Labels = Record<string, string>;

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  securityContext?: Record<string, unknown>;
  serviceAccountName?: string;
  volumes?: { name: string; [source: string]: unknown }[];
  [field: string]: unknown;
}

export interface Container {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: EnvEntry[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name?: string; containerPort: number; hostPort?: number; protocol?: 'TCP' | 'UDP' }[];
  resources?: { requests?: Record<string, unknown>; limits?: Record<string, unknown> };
  securityContext?: Record<string, unknown>;
  [probe: string]: unknown;
}

export interface EnvEntry {
  name: string;
  value?: string;
  valueFrom?: {
    fieldRef?: { fieldPath: string };
    secretKeyRef?: { name: string; key: string };
    configMapKeyRef?: { name: string; key: string };
  };
}

export function titleOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

export interface PodContainer {
  owner: Manifest;
  pod: PodSpec;
  container: Container;
}

/** The pod that a workload makes. */
export function podOf({ kind, spec }: Manifest): PodSpec | undefined {
  const job = kind === 'CronJob' && (spec?.['jobTemplate'] as Manifest | undefined)?.spec;
  return (job || spec)?.template?.spec;
}

/** Every container of every workload. */
export function containersOf(manifests: Manifest[]): PodContainer[] {
  return manifests.flatMap((owner) => {
    const pod = podOf(owner);
    if (!pod) return [];
    return [...(pod.initContainers ?? []), ...pod.containers].map((container) => ({ owner, pod, container }));
  });
}
