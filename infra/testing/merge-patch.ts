type Fields = Record<string, unknown>;

/** Lists whose entries are identified by a field (the first that they have); all others are replaced as a whole. */
const KEYS: Record<string, string[]> = {
  ...{ containers: ['name'], initContainers: ['name'], env: ['name'], volumes: ['name'] },
  ...{ volumeMounts: ['mountPath'], ports: ['containerPort', 'port'], imagePullSecrets: ['name'] },
  ...{ topologySpreadConstraints: ['topologyKey'], hostAliases: ['ip'] },
};

/** A strategic merge as kustomize does it; the patch's entries come first, in its order. */
export function mergePatch(into: unknown, patch: unknown, apiVersion = 'v1'): unknown {
  return merged(into, patch, '', isBuiltIn(apiVersion));
}

/** Of custom resources kustomize has no schema, so that each of their lists is replaced. */
function isBuiltIn(apiVersion: string): boolean {
  const [group = '', version] = apiVersion.split('/');
  return (
    version === undefined || !group.includes('.') || /^(networking|rbac\.authorization)\.k8s\.io$/.test(group)
  );
}

function merged(into: unknown, patch: unknown, field: string, hasKeys: boolean): unknown {
  if (isFields(into) && isFields(patch)) return mergeFields(into, patch, hasKeys);
  if (!Array.isArray(into) || !Array.isArray(patch)) return patch;
  const lists = [into as Fields[], patch as Fields[]] as const;
  const key = hasKeys && KEYS[field]?.find((name) => lists.flat().some((entry) => name in entry));
  return key ? mergeLists(...lists, key) : patch;
}

function mergeFields(into: Fields, patch: Fields, hasKeys: boolean): Fields {
  const { $patch: directive, ...changes } = patch;
  if (directive === 'replace') return changes;
  const changed = Object.entries(changes).map(([name, value]): [string, unknown] => [
    name,
    name in into ? merged(into[name], value, name, hasKeys) : value,
  ]);
  // Null removes a field.
  const kept = Object.entries({ ...into, ...Object.fromEntries(changed) }).filter(
    ([, value]) => value !== null,
  );
  return Object.fromEntries(kept);
}

function mergeLists(into: Fields[], patch: Fields[], key: string): Fields[] {
  const isSame = (one: Fields) => (other: Fields) => one[key] === other[key];
  const changed = patch
    .filter((entry) => entry['$patch'] !== 'delete')
    .map((entry) => mergeFields(into.find(isSame(entry)) ?? {}, entry, true));
  return [...changed, ...into.filter((entry) => !patch.some(isSame(entry)))];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
