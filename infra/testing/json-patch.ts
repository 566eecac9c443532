export interface Operation {
  op: string;
  path: string;
  value?: unknown;
}

type Holder = Record<string, unknown> | unknown[];

/** RFC 6902, the operations that overlays use. */
export function jsonPatch(document: unknown, operations: Operation[]): unknown {
  const changed = structuredClone(document);
  for (const operation of operations) {
    const steps = operation.path
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop() ?? '';
    const holder = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], changed);
    if (typeof holder !== 'object' || holder === null) throw new Error(`there is no ${operation.path}`);
    apply(holder as Holder, last, structuredClone(operation));
  }
  return changed;
}

function apply(holder: Holder, key: string, { op, path, value }: Operation): void {
  const exists = key in holder;
  if (op === 'add' && Array.isArray(holder))
    holder.splice(key === '-' ? holder.length : Number(key), 0, value);
  else if (op === 'add') (holder as Record<string, unknown>)[key] = value;
  else if (!exists) throw new Error(`there is no ${path} to ${op}`);
  else if (op === 'replace') (holder as Record<string, unknown>)[key] = value;
  else if (op === 'remove' && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (op === 'remove') Reflect.deleteProperty(holder, key);
  else throw new Error(`${op} is not known to this renderer`);
}
