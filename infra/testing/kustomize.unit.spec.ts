import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { render } from './kustomize.ts';
import { isSelected } from './kustomize-patch.ts';
import type { Manifest } from './manifest.ts';
import { mergePatch } from './merge-patch.ts';

const k8s = path.resolve(import.meta.dirname, '../k8s');
const overlays = readdirSync(path.join(k8s, 'overlays')).map((name) => path.join('overlays', name));
// Those before 5 do not know all that we use.
const version = spawnSync('kubectl', ['version', '--client', '-o', 'json'], { encoding: 'utf8' }).stdout;
const hasKustomize = /"kustomizeVersion": "v([5-9]|\d\d)/.test(version ?? '');

describe('our own rendering', () => {
  const compared = hasKustomize ? it : it.skip;

  compared.each(
    ['base', ...overlays].filter((name) => existsSync(path.join(k8s, name, 'kustomization.yaml'))),
  )(
    'is what kubectl kustomize makes of %s',
    (name) => expect(ours(path.join(k8s, name))).toEqual(theirs(path.join(k8s, name))),
    30_000,
  );

  compared(
    'is what kubectl kustomize makes of everything that it knows',
    () => {
      const folder = written(EXAMPLE);
      expect(ours(folder)).toEqual(theirs(folder));
    },
    30_000,
  );

  it('refuses what it does not know', () => {
    const folder = written({ 'kustomization.yaml': 'namePrefix: a-\nresources: []' });
    expect(() => render(folder)).toThrow('namePrefix is not known to this renderer');
  });

  it('refuses a key that is there twice', () => {
    const folder = written({
      'kustomization.yaml': 'configMapGenerator: [{ name: a, literals: [B=1, B=2] }]',
    });
    expect(() => render(folder)).toThrow('ConfigMap a repeats B');
  });

  it('refuses a patch of nothing', () => {
    const patch = 'patches: [{ patch: "[]", target: { kind: Deployment } }]';
    const folder = written({ 'kustomization.yaml': patch });
    expect(() => render(folder)).toThrow('no object for {"kind":"Deployment"}');
  });
});

describe('a patch', () => {
  it('reaches into the entry of the same name and puts its own entries first', () => {
    const into = { env: [{ name: 'A', value: '1' }], args: ['x'], kept: true };
    const patch = { env: [{ name: 'B' }, { name: 'A', value: '2' }], args: ['y'] };
    const env = [{ name: 'B' }, { name: 'A', value: '2' }];
    expect(mergePatch(into, patch)).toEqual({ env, args: ['y'], kept: true });
  });

  it('replaces the lists of custom resources', () => {
    const into = { env: [{ name: 'A' }] };
    expect(mergePatch(into, { env: [{ name: 'B' }] }, 'postgresql.cnpg.io/v1')).toEqual({
      env: [{ name: 'B' }],
    });
  });

  it.each([
    ['a=1', true],
    ['a=2', false],
    ['a!=2,b', true],
    ['!b', false],
    ['a in (1, 2),c notin (3)', true],
    ['a notin (1)', false],
  ])('finds its objects by labels: %s', (selector, isFound) =>
    expect(isSelected({ a: '1', b: 'x' }, selector)).toBe(isFound),
  );
});

const EXAMPLE = {
  'base/kustomization.yaml': `
resources: [app.yaml]
namespace: shop
labels: [{ pairs: { part-of: tradepost } }]
configMapGenerator:
  - { name: plain, literals: [A=1], files: [notes.txt, other=notes.txt], options: { labels: { grafana: dashboard } } }
  - { name: fixed, literals: [A=1], options: { disableNameSuffixHash: true } }
`,
  'base/notes.txt': 'two\nlines\n',
  'base/app.yaml': `
# Only a comment.
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: one, labels: { tier: a } }
spec:
  replicas: 2
  template:
    spec:
      initContainers: [{ name: wait, image: busybox:1 }]
      containers:
        - name: main
          image: registry.example:5000/one:1
          env: [{ name: A, value: '1' }, { name: D, value: '0' }, { name: B, value: '2' }]
          ports: [{ name: http, containerPort: 80 }]
      topologySpreadConstraints: [{ topologyKey: zone, maxSkew: 1, whenUnsatisfiable: DoNotSchedule }]
      tolerations: [{ operator: Exists }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: two, labels: { tier: b } }
spec: { replicas: 2, template: { spec: { containers: [{ name: main, image: two@sha256:00 }] } } }
---
apiVersion: v1
kind: Service
metadata: { name: one }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: main, image: two }] } } } } }
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: database }
spec: { env: [{ name: A, value: '1' }] }
`,
  'component/kustomization.yaml': `
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [more.yaml]
patches:
  - target: { kind: Deployment, labelSelector: 'tier in (a, b)' }
    patch: |
      - { op: add, path: /metadata/annotations, value: { a~b/c: d } }
      - { op: add, path: /spec/template/spec/containers/0/args, value: [x] }
      - { op: replace, path: /spec/replicas, value: 3 }
      - { op: add, path: /spec/template/spec/containers/0/args/-, value: last }
`,
  'component/more.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: more, namespace: shop }',
  'kustomization.yaml': `
resources: [base]
components: [component]
images:
  - { name: two, newName: example.org/two, digest: 'sha256:11' }
  - { name: registry.example:5000/one, newTag: '2' }
  - { name: busybox, newName: mirror/busybox }
replicas: [{ name: two, count: 5 }]
patches:
  - path: patch.yaml
  - target: { kind: Cluster, name: data.*, namespace: shop }
    patch: |
      { apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: { name: x }, spec: { env: [{ name: B }] } }
  - patch: |
      { apiVersion: v1, kind: Service, metadata: { name: one, namespace: shop }, $patch: delete }
`,
  'patch.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: one, namespace: shop, labels: { added: 'yes' } }
spec:
  template:
    spec:
      tolerations: [{ key: a }]
      topologySpreadConstraints:
        - { topologyKey: host, maxSkew: 1, whenUnsatisfiable: ScheduleAnyway }
        - { topologyKey: zone, maxSkew: 2, whenUnsatisfiable: DoNotSchedule }
      containers:
        - name: main
          env: [{ name: A, $patch: delete }, { name: B, value: '4' }, { name: C, value: '3' }]
          ports: null
`,
};

function written(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kustomize-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

function ours(folder: string): Record<string, unknown> {
  return byName(render(folder));
}

function theirs(folder: string): Record<string, unknown> {
  const { stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  const named = render(folder).filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret');
  const hashed = new RegExp(
    `\\b(${named.map(({ metadata }) => metadata.name).join('|')})-[a-z0-9]{10}\\b`,
    'g',
  );
  const documents = parseAllDocuments(stdout.replaceAll(hashed, '$1'));
  return byName(documents.map((document) => document.toJS() as Manifest));
}

function byName(manifests: Manifest[]): Record<string, unknown> {
  const named = manifests.map((one): [string, unknown] => {
    const { namespace = '', name } = one.metadata;
    return [`${one.kind} ${namespace}/${name}`, withoutDefaults(one)];
  });
  return Object.fromEntries(named.sort(([a], [b]) => a.localeCompare(b)));
}

/** kubectl writes the type that a Secret has anyway. */
function withoutDefaults(manifest: Manifest): unknown {
  const { type: _type, ...rest } = manifest as Manifest & { type?: unknown };
  return manifest.kind === 'Secret' ? rest : manifest;
}
