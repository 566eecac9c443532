import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { images } from '../../tools/images/images.mjs';
import { render } from '../testing/kustomize.ts';
import { containersOf, type Manifest, titleOf } from '../testing/manifest.ts';
import { schemaFault, unknownFields } from '../testing/schema-faults.ts';

const names = ['base', 'overlays/kind', 'overlays/production'];
const overlays = names.map((name) => ({ name, manifests: manifestsOf(name) }));
const OURS = Object.keys(images).map((name) => `tradepost-${name}`);
const IMAGES = [...OURS, 'postgres:17', 'redis:7', 'hashicorp/consul:1.20'];

function manifestsOf(name: string): Manifest[] {
  return render(path.join(import.meta.dirname, name));
}

describe.each(overlays)('$name', ({ manifests }) => {
  const containers = containersOf(manifests).map((one) => ({
    ...one,
    title: `${titleOf(one.owner)}/${one.container.name}`,
  }));

  it.each(manifests.map((manifest) => ({ title: titleOf(manifest), manifest })))(
    'fits the schema: $title',
    async ({ manifest }) => expect(await schemaFault(manifest)).toBeUndefined(),
  );

  it('has no two objects of one name', () => {
    const names = manifests.map((one) => `${titleOf(one)} in ${one.metadata.namespace ?? ''}`);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(containers)('$title: is an image that we know', ({ container }) => {
    expect(IMAGES).toContain(container.image?.replace(/^(?:.*\/)?(tradepost-[\w-]+)[:@].*/, '$1'));
  });

  it.each(containers)('$title: runs a program that exists', ({ container }) => {
    const [, image] = /(?:^|\/)tradepost-([\w-]+)/.exec(container.image ?? '') ?? [];
    const [program] = container.args ?? [];
    // In the image a tool lies where its source does.
    const programs = images[image ?? '']?.programs?.map((file) => file.replace(/^(tools\/\w+)\/dist/, '$1'));
    if (programs && program) expect(programs).toContain(program);
  });

  it.each(containers)('$title: says how much it needs and may take', ({ container }) => {
    const { requests, limits } = container.resources ?? {};
    expect([requests, limits].map((one) => Object.keys(one ?? {}).sort())).toEqual([
      ['cpu', 'memory'],
      ['cpu', 'memory'],
    ]);
  });

  it.each(containers)('$title: has no right it does not need', ({ pod, container }) => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: expect.any(Number) as unknown as number,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  const served = containers.filter(
    ({ owner, pod, container }) => owner.kind !== 'Job' && pod.containers.includes(container),
  );
  it.each(served)('$title: is asked how it is, at ports it has', ({ container }) => {
    const ports = (container.ports ?? []).map(({ name }) => name);
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      const { httpGet, tcpSocket, exec } = container[probe] as Probe;
      if (!exec) expect(ports).toContain((httpGet ?? tcpSocket)?.port);
    }
  });

  it('has only Services that find pods and ports', () => {
    for (const service of manifests.filter(({ kind }) => kind === 'Service'))
      inCase(titleOf(service), () => expect(portsNobodyHas(service, manifests)).toEqual([]));
  });

  it('leads the public to the gateway', () => {
    const ingress = manifests.find(({ kind }) => kind === 'Ingress');
    const text = JSON.stringify(ingress?.spec);
    expect(text).toContain('"service":{"name":"gateway","port":{"name":"http"}}');
  });
});

describe('the schemas', () => {
  const kind = manifestsOf('overlays/kind');
  const production = [...manifestsOf('overlays/production'), ...manifestsOf('overlays/production/restore')];
  const job = kind.find((one) => titleOf(one) === 'Job migrate') as Manifest;
  const planted = (change: object): Manifest => ({ ...job, spec: { ...job.spec, ...change } });

  it('catch a planted wrong value', async () =>
    expect(await schemaFault(planted({ backoffLimit: 'many' }))).toContain('backoffLimit must be integer'));

  it.each([
    { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', spec: { groups: [{ rules: [] }] } },
    { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', spec: { instances: 'three' } },
    { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', spec: { secretName: 1 } },
    { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', spec: { rules: 'all' } },
  ])('know the custom resource $kind', async (manifest) =>
    expect(await schemaFault({ ...manifest, metadata: { name: 'x' } })).toMatch(/must (be|have)/),
  );

  // Together, because the compiler needs seconds to read the types.
  it('catch a planted misspelt field, and there is no other', () => {
    const faults = unknownFields([...kind, ...production, planted({ backofLimit: 3 })]);
    expect(faults).toEqual([expect.stringMatching(/^Job migrate: .*backofLimit/)]);
  }, 60_000);
});

interface Probe {
  httpGet?: { port: string };
  tcpSocket?: { port: string };
  exec?: unknown;
}

interface Selected {
  spec: { selector: Record<string, string>; ports: { targetPort: string }[] };
}

/** Target ports of a Service that no pod behind it has; all of them when there is no pod. */
function portsNobodyHas(service: Manifest, manifests: Manifest[]): string[] {
  const { selector, ports } = (service as unknown as Selected).spec;
  const isBehind = (labels: Record<string, string> = {}): boolean =>
    Object.entries(selector).every(([name, value]) => labels[name] === value);
  const behind = containersOf(manifests).filter(
    ({ owner }) =>
      owner.metadata.namespace === service.metadata.namespace &&
      isBehind(owner.spec?.template?.metadata?.labels),
  );
  const there = behind.flatMap(({ container }) => (container.ports ?? []).map(({ name }) => name));
  return ports.map(({ targetPort }) => targetPort).filter((name) => !there.includes(name));
}
