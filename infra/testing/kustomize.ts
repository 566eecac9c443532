import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { type Container, type Manifest, containersOf } from './manifest.ts';
import { mergePatch } from './merge-patch.ts';

interface Generator {
  name: string;
  namespace?: string;
  behavior?: 'create' | 'merge';
  literals?: string[];
  envs?: string[];
}

interface Kustomization {
  apiVersion: string;
  kind: string;
  namespace?: string;
  resources?: string[];
  labels?: { pairs: Record<string, string> }[];
  patches?: { path: string; target: { kind: string; labelSelector: string } }[];
  images?: { name: string; newName?: string; newTag?: string }[];
  replicas?: { name: string; count: number }[];
  configMapGenerator?: Generator[];
  secretGenerator?: Generator[];
}

/** The part of kustomize that our manifests use. A field that is not known here is refused, never skipped. */
const KNOWN = new Set([
  ...['apiVersion', 'kind', 'namespace', 'resources', 'labels', 'patches', 'images', 'replicas'],
  ...['configMapGenerator', 'secretGenerator'],
]);

/** What `kubectl kustomize <folder>` prints, but for the hash in the names of generated objects. */
export function render(folder: string): Manifest[] {
  const file = parse(readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
  const unknown = Object.keys(file).filter((field) => !KNOWN.has(field));
  if (unknown.length > 0) throw new Error(`${folder}: ${unknown.join(', ')} is not known to this renderer`);
  let manifests = (file.resources ?? []).flatMap((resource) => read(path.join(folder, resource)));
  manifests = generate(manifests, 'ConfigMap', file.configMapGenerator, folder);
  manifests = generate(manifests, 'Secret', file.secretGenerator, folder);
  for (const { path: patch, target } of file.patches ?? [])
    manifests = applyPatch(
      manifests,
      parse(readFileSync(path.join(folder, patch), 'utf8')) as Record<string, unknown>,
      target,
    );
  for (const manifest of manifests) place(manifest, file);
  return manifests;
}

function read(place: string): Manifest[] {
  if (statSync(place).isDirectory()) return render(place);
  return parseAllDocuments(readFileSync(place, 'utf8')).map((document) => document.toJS() as Manifest);
}

function generate(
  manifests: Manifest[],
  kind: 'ConfigMap' | 'Secret',
  generators: Generator[] = [],
  folder: string,
): Manifest[] {
  const made = [...manifests];
  for (const { name, namespace, behavior, literals = [], envs = [] } of generators) {
    const lines = envs.flatMap((env) => readFileSync(path.join(folder, env), 'utf8').split('\n'));
    const pairs = [...literals, ...lines.filter((line) => line && !line.startsWith('#'))].map(toPair);
    const text = kind === 'Secret' ? pairs.map(([key, value]) => [key, encoded(value)]) : pairs;
    const data = Object.fromEntries(text) as Record<string, string>;
    const known = made.find((one) => one.kind === kind && one.metadata.name === name);
    if ((behavior === 'merge') !== (known !== undefined))
      throw new Error(`${folder}: ${kind} ${name} and behavior ${behavior ?? 'create'}`);
    if (known) known.data = { ...known.data, ...data };
    else made.push({ apiVersion: 'v1', kind, metadata: { name, ...(namespace && { namespace }) }, data });
  }
  return made;
}

function toPair(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

function encoded(value: string): string {
  return Buffer.from(value).toString('base64');
}

function applyPatch(
  manifests: Manifest[],
  patch: Record<string, unknown>,
  { kind, labelSelector }: { kind: string; labelSelector: string },
): Manifest[] {
  const [label = '', value] = labelSelector.split('=');
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...fields } = patch;
  const isMeant = (one: Manifest) => one.kind === kind && one.metadata.labels?.[label] === value;
  if (!manifests.some(isMeant)) throw new Error(`no ${kind} with ${labelSelector}`);
  return manifests.map((one) => (isMeant(one) ? (mergePatch(one, fields) as Manifest) : one));
}

const HAS_NO_NAMESPACE = new Set(['Namespace']);

function place(manifest: Manifest, { namespace, labels, images, replicas }: Kustomization): void {
  const { metadata, kind } = manifest;
  if (namespace && !HAS_NO_NAMESPACE.has(kind)) metadata.namespace = namespace;
  for (const { pairs } of labels ?? []) metadata.labels = { ...metadata.labels, ...pairs };
  for (const { container } of containersOf([manifest])) renameImage(container, images ?? []);
  const count = replicas?.find(({ name }) => name === metadata.name)?.count;
  if (count !== undefined && manifest.spec && 'replicas' in manifest.spec) manifest.spec['replicas'] = count;
}

function renameImage(container: Container, images: Required<Kustomization>['images']): void {
  const [name, tag] = (container.image ?? '').split(':');
  const change = images.find((image) => image.name === name);
  if (change) container.image = `${change.newName ?? name}:${change.newTag ?? tag}`;
}
