type Fields = Record<string, unknown>;

/** Lists whose entries are identified by a field; all others are replaced as a whole. */
const KEYS: Record<string, string> = {
  ...{ containers: 'name', initContainers: 'name', env: 'name', volumes: 'name' },
  ...{ volumeMounts: 'mountPath', ports: 'containerPort' },
};

/** A strategic merge as kustomize does it; entries that are new go before those that were there. */
export function mergePatch(into: unknown, patch: unknown, field = ''): unknown {
  if (isFields(into) && isFields(patch)) return mergeFields(into, patch);
  const key = KEYS[field];
  if (key && Array.isArray(into) && Array.isArray(patch))
    return mergeLists(into as Fields[], patch as Fields[], key);
  return patch;
}

function mergeFields(into: Fields, patch: Fields): Fields {
  const changed = Object.entries(patch).map(([name, value]): [string, unknown] => [
    name,
    name in into ? mergePatch(into[name], value, name) : value,
  ]);
  return { ...into, ...Object.fromEntries(changed) };
}

function mergeLists(into: Fields[], patch: Fields[], key: string): Fields[] {
  const isSame = (one: Fields) => (other: Fields) => one[key] === other[key];
  const added = patch.filter((entry) => !into.some(isSame(entry)));
  const kept = into.map((entry) => {
    const change = patch.find(isSame(entry));
    return change ? mergeFields(entry, change) : entry;
  });
  return [...added, ...kept];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
