import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { render } from '../testing/kustomize.ts';
import { type Container, type Manifest, podOf, titleOf } from '../testing/manifest.ts';
import { podEnvironment } from '../testing/pod-environment.ts';
import { apps, settingsWithDefaults } from '../testing/service-configs.ts';

const folders = [
  'base',
  ...readdirSync(path.join(import.meta.dirname, 'overlays')).map((name) => `overlays/${name}`),
];
const rendered = folders.map((name) => ({ name, manifests: render(path.join(import.meta.dirname, name)) }));
const kind = rendered.find(({ name }) => name === 'overlays/kind')?.manifests ?? [];

/** What Presence adds to the drain before the process ends by itself. */
const CLOSE_MS = 5_000;
/** For the kubelet, and for a process that is slow to stop. */
const SPARE_MS = 5_000;

describe.each(rendered)('$name', ({ manifests }) => {
  const services = manifests
    .filter((one) => one.kind === 'Deployment')
    .map((one) => ({ one, title: titleOf(one) }));

  it.each(services)('$title: a rollout takes nothing away before it adds', ({ one }) =>
    expect(one.spec?.['strategy']).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
    }),
  );

  it.each(services)('$title: an eviction leaves the others, and is never blocked for good', ({ one }) =>
    expect(budgetsFor(one, manifests)).toEqual([
      expect.objectContaining({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' }),
    ]),
  );

  it.each(services)('$title: its pods are spread over zones and nodes, by revision', ({ one }) => {
    const spread = podOf(one)?.['topologySpreadConstraints'] as Spread[];
    expect(spread.map(({ topologyKey }) => topologyKey)).toEqual([
      'topology.kubernetes.io/zone',
      'kubernetes.io/hostname',
    ]);
    for (const { labelSelector, matchLabelKeys } of spread) {
      const labels = one.spec?.template?.metadata?.labels ?? {};
      expect(labels).toMatchObject(labelSelector.matchLabels);
      expect(matchLabelKeys).toEqual(['app.kubernetes.io/name', 'pod-template-hash']);
    }
  });

  it.each(services)(
    '$title: what is called by a Service’s address ends after the Service forgot it',
    ({ one }) => {
      const isCalledByAddress = manifests.some(
        ({ kind: type, metadata, spec }) =>
          type === 'Service' && metadata.name === one.metadata.name && spec?.['clusterIP'] !== 'None',
      );
      expect(preStopMs(one)).toBe(isCalledByAddress ? 5_000 : 0);
    },
  );

  it.each(services)('$title: liveness asks the process only', ({ one }) => {
    const { livenessProbe, startupProbe } = containerOf(one) as Record<
      string,
      { httpGet?: { path: string } }
    >;
    expect([livenessProbe, startupProbe].map((probe) => probe?.httpGet?.path)).toEqual([
      '/health/live',
      '/health/live',
    ]);
  });

  it('has no StatefulSet that kubectl would report as changed each time: its claims are as the API server stores them', () => {
    for (const { spec } of manifests.filter((one) => one.kind === 'StatefulSet'))
      for (const claim of (spec?.['volumeClaimTemplates'] as object[] | undefined) ?? [])
        expect(claim).toMatchObject({
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          spec: { volumeMode: 'Filesystem' },
          status: { phase: 'Pending' },
        });
  });
});

describe.each(apps)('%s', (app) => {
  it('ends within its grace period, drained', () => {
    const one = kind.find(
      ({ kind: type, metadata }) => type === 'Deployment' && metadata.name === app,
    ) as Manifest;
    const env = podEnvironment(containerOf(one), kind);
    const ms = (name: string) => Number(env[name] ?? settingsWithDefaults(app)[name]);
    const graceMs = Number(podOf(one)?.['terminationGracePeriodSeconds']) * 1_000;
    const neededMs = preStopMs(one) + ms('LEAVE_DELAY_MS') + ms('DRAIN_TIMEOUT_MS') + CLOSE_MS;
    expect(neededMs + SPARE_MS).toBeLessThanOrEqual(graceMs);
    // A purchase that is being waited for is not interrupted.
    expect(ms('DRAIN_TIMEOUT_MS')).toBeGreaterThan(
      Number(settingsWithDefaults('gateway')['ORDER_TIMEOUT_MS']),
    );
  });
});

describe('the seeds of kind', () => {
  it.each(['product', 'user'])('of %s wait for the migrations, with the login that they use', (app) => {
    const job = kind.find(({ metadata }) => metadata.name === `seed-${app}`) as Manifest;
    const [wait] = podOf(job)?.initContainers ?? [];
    expect(wait?.args?.slice(-2)).toEqual(['wait', app]);
    const login = ({ env = [] }: Container) => env.filter(({ name }) => /^D(B|ATABASE)_/.test(name));
    expect(login(wait as Container)).toEqual(login(containerOf(job)));
  });
});

describe('replicas', () => {
  const base = rendered.find(({ name }) => name === 'base')?.manifests ?? [];

  it('are two of each service outside kind, but for the storefront (docs/adr/0020)', () => {
    const counts = base
      .filter((one) => one.kind === 'Deployment')
      .map(({ metadata, spec }) => [metadata.name, spec?.['replicas']]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ product: 2, user: 2, cart: 2, order: 2, gateway: 2 },
      ...{ storefront: 1, 'payment-sandbox': 1 },
    });
  });

  it('are a majority of Consul’s servers, on different nodes', () => {
    const servers = base.find(
      (one) => one.metadata.name === 'consul-server' && one.kind === 'StatefulSet',
    ) as Manifest;
    expect(servers.spec).toMatchObject({ replicas: 3, podManagementPolicy: 'Parallel' });
    expect(containerOf(servers).env).toContainEqual({ name: 'SERVERS', value: '3' });
    expect(JSON.stringify(podOf(servers)?.['affinity'])).toContain('"topologyKey":"kubernetes.io/hostname"');
    expect(budgetsFor(servers, base)).toMatchObject([{ maxUnavailable: 1 }]);
  });
});

interface Spread {
  topologyKey: string;
  labelSelector: { matchLabels: Record<string, string> };
  matchLabelKeys: string[];
}

function containerOf(one: Manifest): Container {
  return podOf(one)?.containers.at(-1) as Container;
}

function preStopMs(one: Manifest): number {
  const lifecycle = containerOf(one)['lifecycle'] as
    { preStop?: { sleep?: { seconds: number } } } | undefined;
  return (lifecycle?.preStop?.sleep?.seconds ?? 0) * 1_000;
}

function budgetsFor(one: Manifest, manifests: Manifest[]): object[] {
  const labels = one.spec?.template?.metadata?.labels ?? {};
  return manifests
    .filter(
      ({ kind: type, metadata }) =>
        type === 'PodDisruptionBudget' && metadata.namespace === one.metadata.namespace,
    )
    .map(({ spec }) => spec as unknown as { selector: { matchLabels: Record<string, string> } })
    .filter(({ selector }) =>
      Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value),
    );
}
