import { type Container, type Manifest, type PodSpec, podOf } from './manifest.ts';

const VOLUMES = [
  ...[
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ],
];

/** What the Pod Security Standard `restricted` refuses in a workload, and a root file system that can be written. */
export function restrictedFaults(owner: Manifest): string[] {
  const pod = podOf(owner);
  if (!pod) return [];
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return [...podFaults(pod), ...containers.flatMap((container) => containerFaults(container, pod))];
}

function podFaults(pod: PodSpec): string[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => pod[field]);
  const volumes = (pod.volumes ?? []).flatMap(({ name: _name, ...source }) => Object.keys(source));
  return [...shared, ...volumes.filter((type) => !VOLUMES.includes(type))];
}

function containerFaults({ name, securityContext = {}, ports = [] }: Container, pod: PodSpec): string[] {
  const both: Record<string, unknown> = { ...pod.securityContext, ...securityContext };
  const rules: Record<string, boolean> = {
    hostPort: ports.every(({ hostPort }) => !hostPort),
    privileged: !securityContext['privileged'],
    allowPrivilegeEscalation: securityContext['allowPrivilegeEscalation'] === false,
    capabilities: JSON.stringify(securityContext['capabilities']) === '{"drop":["ALL"]}',
    runAsNonRoot: both['runAsNonRoot'] === true,
    runAsUser: both['runAsUser'] !== 0,
    seccompProfile: JSON.stringify(both['seccompProfile']) === '{"type":"RuntimeDefault"}',
    readOnlyRootFilesystem: securityContext['readOnlyRootFilesystem'] === true,
  };
  return Object.entries(rules).flatMap(([rule, isKept]) => (isKept ? [] : [`${name}: ${rule}`]));
}
