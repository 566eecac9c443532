import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { render } from './kustomize.ts';
import type { Manifest } from './manifest.ts';
import { mergePatch } from './merge-patch.ts';

const overlay = path.resolve(import.meta.dirname, '../k8s/overlays/kind');
// Those before 5 do not know all that we use.
const version = spawnSync('kubectl', ['version', '--client', '-o', 'json'], { encoding: 'utf8' }).stdout;
const hasKustomize = /"kustomizeVersion": "v([5-9]|\d\d)/.test(version ?? '');

describe('our own rendering', () => {
  (hasKustomize ? it : it.skip)(
    'is what kubectl kustomize makes',
    () => {
      const { stdout } = spawnSync('kubectl', ['kustomize', overlay], { encoding: 'utf8' });
      const plain = stdout.replaceAll(
        /\b(settings|database-passwords|mail-server|token-secrets)-[a-z0-9]{10}\b/g,
        '$1',
      );
      const theirs = parseAllDocuments(plain).map((document) => document.toJS() as Manifest);
      expect(byName(render(overlay))).toEqual(byName(theirs));
    },
    30_000,
  );
});

describe('a patch', () => {
  it('reaches into the entry of the same name and puts new ones first', () => {
    const into = { env: [{ name: 'A', value: '1' }], args: ['x'], kept: true };
    const patch = { env: [{ name: 'B' }, { name: 'A', value: '2' }], args: ['y'] };
    const env = [{ name: 'B' }, { name: 'A', value: '2' }];
    expect(mergePatch(into, patch)).toEqual({ env, args: ['y'], kept: true });
  });
});

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
