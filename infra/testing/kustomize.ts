import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { type Generator, generate } from './kustomize-generate.ts';
import { applyPatch, type Patch } from './kustomize-patch.ts';
import { type Container, containersOf, type Manifest } from './manifest.ts';

interface Image {
  name: string;
  newName?: string;
  newTag?: string;
  digest?: string;
}

interface Kustomization {
  apiVersion: string;
  kind: 'Kustomization' | 'Component';
  namespace?: string;
  resources?: string[];
  components?: string[];
  labels?: { pairs: Record<string, string> }[];
  patches?: Patch[];
  images?: Image[];
  replicas?: { name: string; count: number }[];
  configMapGenerator?: Generator[];
  secretGenerator?: Generator[];
}

/** The part of kustomize that our manifests use. A field that is not known here is refused, never skipped. */
const KNOWN = new Set([
  ...['apiVersion', 'kind', 'namespace', 'resources', 'components', 'labels', 'patches', 'images'],
  ...['replicas', 'configMapGenerator', 'secretGenerator'],
]);

/** What `kubectl kustomize <folder>` prints, but for the hash in the names of generated objects. */
export function render(folder: string): Manifest[] {
  return build(folder, []);
}

/** A component changes what those before it have accumulated; a kustomization starts from nothing. */
function build(folder: string, accumulated: Manifest[]): Manifest[] {
  const file = parse(readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
  const unknown = Object.keys(file).filter((field) => !KNOWN.has(field));
  if (unknown.length > 0) throw new Error(`${folder}: ${unknown.join(', ')} is not known to this renderer`);
  let manifests = [...accumulated];
  for (const resource of file.resources ?? []) manifests.push(...read(path.join(folder, resource)));
  for (const component of file.components ?? []) manifests = build(path.join(folder, component), manifests);
  manifests = generate(manifests, 'ConfigMap', file.configMapGenerator, folder);
  manifests = generate(manifests, 'Secret', file.secretGenerator, folder);
  for (const patch of file.patches ?? []) manifests = applyPatch(manifests, patch, folder);
  for (const manifest of manifests) place(manifest, file);
  return manifests;
}

function read(place: string): Manifest[] {
  if (statSync(place).isDirectory()) return render(place);
  const documents = parseAllDocuments(readFileSync(place, 'utf8'));
  return documents.map((document) => document.toJS() as Manifest | null).filter((one) => one !== null);
}

const HAS_NO_NAMESPACE = new Set([
  ...['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'PriorityClass'],
]);

function place(manifest: Manifest, { namespace, labels, images, replicas }: Kustomization): void {
  const { metadata, kind } = manifest;
  if (namespace && !HAS_NO_NAMESPACE.has(kind)) metadata.namespace = namespace;
  for (const { pairs } of labels ?? []) metadata.labels = { ...metadata.labels, ...pairs };
  for (const { container } of containersOf([manifest])) renameImage(container, images ?? []);
  const count = replicas?.find(({ name }) => name === metadata.name)?.count;
  if (count !== undefined && manifest.spec && 'replicas' in manifest.spec) manifest.spec['replicas'] = count;
}

function renameImage(container: Container, images: Image[]): void {
  const [, name, tag = ''] = /^(.*?)(:[^:/@]+|@.*)?$/.exec(container.image ?? '') ?? [];
  const change = images.find((image) => image.name === name);
  if (!change) return;
  const { newName = name, newTag, digest } = change;
  container.image = `${newName}${digest ? `@${digest}` : newTag ? `:${newTag}` : tag}`;
}
