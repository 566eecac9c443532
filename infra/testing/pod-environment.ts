import type { Container, EnvEntry, Manifest } from './manifest.ts';
import type { Environment } from './service-configs.ts';

/** What a container's process sees; what the cluster fills in is an example. */
export function podEnvironment({ env = [], envFrom = [] }: Container, manifests: Manifest[]): Environment {
  const seen: Environment = {};
  for (const { configMapRef, secretRef } of envFrom) {
    if (configMapRef) Object.assign(seen, dataOf(manifests, 'ConfigMap', configMapRef.name));
    if (secretRef) Object.assign(seen, dataOf(manifests, 'Secret', secretRef.name));
  }
  for (const entry of env) seen[entry.name] = valueOf(entry, seen, manifests);
  return seen;
}

function valueOf({ name, value, valueFrom }: EnvEntry, seen: Environment, manifests: Manifest[]): string {
  if (value !== undefined) return expanded(name, value, seen);
  if (valueFrom?.fieldRef) return '10.0.0.1';
  const reference = valueFrom?.secretKeyRef ?? valueFrom?.configMapKeyRef;
  const kind = valueFrom?.secretKeyRef ? 'Secret' : 'ConfigMap';
  const found = reference && dataOf(manifests, kind, reference.name)[reference.key];
  if (found === undefined) throw new Error(`${name}: ${kind} ${reference?.name} has no ${reference?.key}`);
  return found;
}

/** `$(NAME)` is replaced only when NAME stands earlier in the list. */
function expanded(name: string, value: string, seen: Environment): string {
  return value.replaceAll(/\$\((\w+)\)/g, (_, used: string) => {
    const known = seen[used];
    if (known === undefined) throw new Error(`${name}: ${used} is not known here`);
    return known;
  });
}

function dataOf(manifests: Manifest[], kind: 'ConfigMap' | 'Secret', name: string): Environment {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found?.data) throw new Error(`there is no ${kind} ${name}`);
  if (kind === 'ConfigMap') return found.data;
  const decoded = Object.entries(found.data).map(([key, text]) => [
    key,
    Buffer.from(text, 'base64').toString(),
  ]);
  return Object.fromEntries(decoded) as Environment;
}
