import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { jsonPatch, type Operation } from './json-patch.ts';
import type { Labels, Manifest } from './manifest.ts';
import { mergePatch } from './merge-patch.ts';

export interface Patch {
  /** A file, or the text itself. */
  path?: string;
  patch?: string;
  target?: Target;
}

/** All of them must fit; kind and name are regular expressions of the whole. */
interface Target {
  kind?: string;
  name?: string;
  namespace?: string;
  labelSelector?: string;
}

/** A list is a JSON patch, anything else a strategic merge; without a target it names its object itself. */
export function applyPatch(manifests: Manifest[], patch: Patch, folder: string): Manifest[] {
  const text = patch.path ? readFileSync(path.join(folder, patch.path), 'utf8') : (patch.patch ?? '');
  const documents = parseAllDocuments(text).map((one) => one.toJS() as Operation[] | Manifest | null);
  let changed = manifests;
  for (const change of documents.filter((one) => one !== null)) {
    const isMeant = Array.isArray(change) || patch.target ? fits(patch.target ?? {}) : isSameAs(change);
    if (!changed.some(isMeant))
      throw new Error(`${folder}: no object for ${JSON.stringify(patch.target ?? change)}`);
    changed = changed.flatMap((one) => (isMeant(one) ? patched(one, change) : [one]));
  }
  return changed;
}

function patched(one: Manifest, change: Operation[] | Manifest): Manifest[] {
  if (Array.isArray(change)) return [jsonPatch(one, change) as Manifest];
  const { apiVersion: _version, kind: _kind, metadata, ...fields } = change;
  if ('$patch' in fields && fields.$patch === 'delete') return [];
  const { name: _name, namespace: _namespace, ...annotated } = metadata ?? {};
  return [mergePatch(one, { ...fields, metadata: annotated }, one.apiVersion) as Manifest];
}

function isSameAs({ kind, metadata: { name, namespace } }: Manifest) {
  return (one: Manifest): boolean =>
    one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace;
}

function fits({ kind, name, namespace, labelSelector = '' }: Target) {
  const isWhole = (pattern: string | undefined, value = ''): boolean =>
    pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value);
  return ({ kind: actual, metadata }: Manifest): boolean =>
    isWhole(kind, actual) &&
    isWhole(name, metadata.name) &&
    isWhole(namespace, metadata.namespace) &&
    isSelected(metadata.labels ?? {}, labelSelector);
}

/** `a=b`, `a!=b`, `a in (b, c)`, `a notin (b)`, `a` and `!a`, joined by commas. */
export function isSelected(labels: Labels, selector: string): boolean {
  const terms = selector.split(/,(?![^(]*\))/).filter(Boolean);
  return terms.every((term) => {
    const list = /^\s*(\S+)\s+(in|notin)\s+\(([^)]*)\)\s*$/.exec(term);
    if (list) {
      const [, key = '', operator, values = ''] = list;
      const isIn = values.split(',').some((value) => value.trim() === labels[key]);
      return (operator === 'in') === isIn;
    }
    const [, not, key = '', operator, value] =
      /^\s*(!)?\s*([^=!\s]+)\s*(==?|!=)?\s*(\S*)\s*$/.exec(term) ?? [];
    if (!operator) return (labels[key] === undefined) === Boolean(not);
    return (labels[key] === value) === (operator !== '!=');
  });
}
