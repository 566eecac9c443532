import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { render } from '../../../testing/kustomize.ts';
import { containersOf, type Manifest, titleOf } from '../../../testing/manifest.ts';
import { restrictedFaults } from '../../../testing/pod-security.ts';
import { schemaFault, unknownFields } from '../../../testing/schema-faults.ts';
import { apps } from '../../../testing/service-configs.ts';

const manifests = render(import.meta.dirname);
/** No package has the schemas of Elastic's operator. */
const isOurs = ({ apiVersion }: Manifest): boolean => !apiVersion.includes('elastic.co');
const plain = manifests.filter(isOurs);
const infra = path.resolve(import.meta.dirname, '../../..');
const filebeat = (name: string): string =>
  readFileSync(path.join(infra, 'elk', `filebeat.${name}.yml`), 'utf8');

describe('the elk component', () => {
  it.each(plain.map((manifest) => ({ title: titleOf(manifest), manifest })))(
    'fits the schema: $title',
    async ({ manifest }) => expect(await schemaFault(manifest)).toBeUndefined(),
  );

  it('has no field that does not exist', () => expect(unknownFields(plain)).toEqual([]), 60_000);

  it('is all in its own namespace', () => {
    const others = manifests.filter(({ kind }) => kind !== 'Namespace');
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['logging']));
  });

  it('takes the same images as compose', () => {
    const compose = readFileSync(path.join(infra, 'compose/elk.yaml'), 'utf8');
    for (const { container } of containersOf(manifests))
      expect(compose).toContain(`image: ${container.image}`);
    for (const { spec } of manifests.filter((one) => !isOurs(one)))
      expect(compose).toContain(`:${(spec as unknown as { version: string }).version}\n`);
  });

  it('keeps to `restricted`, but for the root and the files of the node that Filebeat needs', () => {
    const faults = Object.fromEntries(
      plain.map((manifest) => [titleOf(manifest), restrictedFaults(manifest)] as const),
    );
    expect(faults['DaemonSet filebeat']).toEqual([
      'hostPath',
      'hostPath',
      'filebeat: runAsNonRoot',
      'filebeat: runAsUser',
    ]);
    expect(Object.values({ ...faults, 'DaemonSet filebeat': [] }).flat()).toEqual([]);
  });

  it('mounts ConfigMaps that it makes', () => {
    const made = manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
    const named = [...JSON.stringify(plain).matchAll(/"configMap":\{"name":"([\w-]+)"/g)].map(
      ([, name]) => name,
    );
    expect(new Set(named)).toEqual(new Set(made));
  });

  it('says how much each container needs', () => {
    for (const { container } of containersOf(plain)) {
      expect(container.resources?.limits).toHaveProperty('memory');
      expect(container.resources?.requests).toHaveProperty('cpu');
    }
  });
});

describe('Filebeat', () => {
  const [docker, kubernetes] = ['docker', 'kubernetes'].map((name) => parse(filebeat(name)) as Filebeat);

  it('writes the same in Kubernetes as in compose', () => {
    const { index } = docker!['output.elasticsearch'];
    expect(kubernetes!['output.elasticsearch']).toMatchObject({ index, username: 'tradepost_filebeat' });
    const kept = kubernetes!.processors.filter((processor) => !('dissect' in processor));
    expect(kept).toEqual(docker!.processors);
  });

  it('takes the lines of every app, of the namespace of the shop', () => {
    for (const app of apps) expect(filebeat('kubernetes')).toMatch(new RegExp(`[(|]${app}[|)]`));
    expect(kubernetes!['filebeat.inputs'][0]?.paths).toEqual(['/var/log/pods/tradepost_*/*/*.log']);
  });
});

interface Filebeat {
  'output.elasticsearch': { index: string };
  'filebeat.inputs': { paths: string[] }[];
  processors: object[];
}
