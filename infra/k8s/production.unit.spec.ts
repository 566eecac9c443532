import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { render } from '../testing/kustomize.ts';
import { containersOf, type Manifest, podOf, titleOf } from '../testing/manifest.ts';
import { connectionsIn, type Peer, peersOf } from '../testing/network.ts';
import { apps, settingsOf, settingsWithDefaults } from '../testing/service-configs.ts';

const folder = path.join(import.meta.dirname, 'overlays/production');
const production = render(folder);
const [restored] = render(path.join(folder, 'restore')).filter(({ kind }) => kind === 'Cluster');
const MESHED = ['cart', 'gateway', 'order', 'product', 'user'];

describe('production', () => {
  it('has no sandbox and no secret of its own', () => {
    const named = production.filter(({ metadata }) => metadata.name.includes('sandbox')).map(titleOf);
    expect(named).toEqual(['ConfigMap tradepost-dashboard-payment-sandbox']);
    expect(production.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it('names every secret that must exist, as docs/kubernetes.md lists them', () => {
    const docs = readFileSync(path.join(folder, '../../../../docs/kubernetes.md'), 'utf8');
    const rows = [...docs.matchAll(/^\| `([\w-]+)` +\| `(tradepost|consul)` +\| ([^|]+?) +\|/gm)];
    const listed = rows.flatMap(([, name, namespace, keys = '']) =>
      [...keys.matchAll(/`([\w.-]+)`/g)].map(([, key]) => `${namespace}/${name}: ${key}`),
    );
    expect(secretsIn(production).toSorted()).toEqual(listed.toSorted());
  });

  it.each([...MESHED, 'storefront'])('gives %s only variables that it knows', (app) => {
    const [container] = podOf(the('Deployment', app))?.containers ?? [];
    const names = (container?.env ?? []).map(({ name }) => name);
    const texts = JSON.stringify(container?.env);
    const unknown = names.filter((name) => !settingsOf(app).includes(name) && !texts.includes(`$(${name})`));
    expect(unknown).toEqual([]);
    const shared = Object.keys(the('ConfigMap', 'settings').data ?? {});
    expect(shared.filter((name) => !apps.flatMap(settingsOf).includes(name))).toEqual([]);
  });

  it('runs images by digest', () => {
    const ours = containersOf(production).filter(({ container }) => container.image?.includes('tradepost'));
    for (const { container } of ours)
      expect(container.image).toMatch(/^registry\.example\.com\/tradepost-[\w-]+@sha256:[0-9a-f]{64}$/);
  });

  it('ends TLS at the ingress, for the one host that the shop has', () => {
    const { spec } = the('Ingress', 'gateway');
    expect(spec).toMatchObject({
      tls: [{ hosts: ['shop.example.com'] }],
      rules: [{ host: 'shop.example.com' }],
    });
    expect(the('ConfigMap', 'settings').data?.['PUBLIC_URL']).toBe('https://shop.example.com');
  });

  it('lets the CA reach the pod that answers for a certificate, by the ingress controller alone', () => {
    const labels = { 'acme.cert-manager.io/http01-solver': 'true' };
    const ports = [{ port: 8089, protocol: 'TCP' as const }];
    const solver: Peer = { ...aPeer('solver', 'tradepost'), labels, ports };
    const callers = ['ingress-nginx', 'default'].map((namespace) => aPeer(namespace, namespace));
    expect(connectionsIn(production, callers, [solver])).toEqual(['ingress-nginx -> solver:8089']);
  });

  it('gives each service a certificate that names its service account, and no other one', () => {
    for (const app of MESHED) {
      expect(the('Certificate', `grpc-${app}`).spec).toMatchObject({
        secretName: `grpc-${app}`,
        uris: [`spiffe://tradepost/ns/tradepost/sa/${podOf(the('Deployment', app))?.serviceAccountName}`],
        dnsNames: [app],
      });
      expect(podOf(the('Deployment', app))?.volumes).toContainEqual({
        name: 'tls',
        secret: { secretName: `grpc-${app}` },
      });
    }
  });
});

describe('the database of production', () => {
  const cluster = the('Cluster', 'postgres').spec as unknown as ClusterSpec;
  const reserved = { forOperator: 20, forMigrations: 10 };

  it('has connections for as many instances as there may be, one more of each during a rollout', () => {
    const needed = MESHED.filter((app) => app !== 'gateway').map((app) => {
      const pool = Number(settingsWithDefaults(app)['DATABASE_POOL']);
      return (maxReplicasOf(app) + 1) * pool;
    });
    const total = needed.reduce((sum, count) => sum + count, reserved.forOperator + reserved.forMigrations);
    expect(total).toBeLessThanOrEqual(Number(cluster.postgresql.parameters['max_connections']));
  });

  it('is three instances on three nodes, each transaction on two of them', () =>
    expect(cluster).toMatchObject({
      instances: 3,
      enablePDB: true,
      affinity: { podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' },
      postgresql: { synchronous: { method: 'any', number: 1 } },
    }));

  it('is reached by the name that the services know', () => {
    const [service] = cluster.managed.services.additional;
    expect(service).toMatchObject({
      selectorType: 'rw',
      serviceTemplate: { metadata: { name: 'postgres' } },
    });
  });

  it('is backed up every night to the store that it sends its WAL to', () => {
    const { spec } = the('ScheduledBackup', 'nightly');
    expect(spec).toMatchObject({ cluster: { name: 'postgres' }, method: 'plugin' });
    expect(String(spec?.['schedule']).split(' ')).toHaveLength(6);
    expect(cluster.plugins).toEqual([
      {
        name: 'barman-cloud.cloudnative-pg.io',
        isWALArchiver: true,
        parameters: { barmanObjectName: 'backups' },
      },
    ]);
    expect(the('ObjectStore', 'backups').spec).toMatchObject({ retentionPolicy: '30d' });
  });

  it('is restored into a cluster of the same version, size and limits, from that store', () => {
    const spec = restored?.spec as unknown as ClusterSpec;
    expect(spec.imageName).toBe(cluster.imageName);
    expect(spec.storage).toEqual(cluster.storage);
    expect(spec.postgresql.parameters['max_connections']).toBe(
      cluster.postgresql.parameters['max_connections'],
    );
    expect(spec).toMatchObject({
      bootstrap: { recovery: { source: 'origin', secret: cluster.bootstrap['initdb']?.secret } },
      externalClusters: [
        { name: 'origin', plugin: { parameters: { barmanObjectName: 'backups', serverName: 'postgres' } } },
      ],
    });
  });
});

describe('the autoscalers', () => {
  it.each(MESHED)('never go below two of %s, by CPU and by requests, and are slow to take away', (app) => {
    const { spec } = the('HorizontalPodAutoscaler', app);
    expect(spec).toMatchObject({
      minReplicas: 2,
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    });
    const metric = app === 'gateway' ? 'http_server_requests_per_second' : 'rpc_server_calls_per_second';
    expect(JSON.stringify(spec)).toContain(`"metric":{"name":"${metric}"}`);
    // A number here would be set back each time the manifests are applied.
    expect(the('Deployment', app).spec).not.toHaveProperty('replicas');
  });
});

describe('the network of production', () => {
  const database: Peer = {
    name: 'postgres',
    namespace: 'tradepost',
    labels: { 'cnpg.io/cluster': 'postgres', ...clusterLabels(the('Cluster', 'postgres')) },
    namespaceLabels: {},
    ports: [5432, 8000, 9187].map((port) => ({ port, protocol: 'TCP' })),
  };
  const servers = [...peersOf(production), database];
  const stranger = (namespace: string, labels = {}): Peer => ({
    ...{ name: namespace, namespace, labels, ports: [] },
    namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
  });

  it('lets no stranger reach anything', () =>
    expect(connectionsIn(production, [stranger('default'), stranger('monitoring')], servers)).toEqual([]));

  it('lets services, migrations, the operator and Prometheus reach the database', () => {
    const clients = [...peersOf(production), stranger('cnpg-system'), stranger('monitoring', PROMETHEUS)];
    expect(connectionsIn(production, clients, [database]).toSorted()).toEqual(
      [
        ...['cart', 'cnpg-system', 'migrate', 'order', 'product', 'user'].map(
          (name) => `${name} -> postgres:5432`,
        ),
        'cnpg-system -> postgres:8000',
        'monitoring -> postgres:9187',
      ].toSorted(),
    );
  });

  it('lets Consul ask the readiness of what has a certificate, and Prometheus all ops ports', () => {
    const clients = [...peersOf(production), stranger('monitoring', PROMETHEUS)];
    const ops = connectionsIn(production, clients, servers).filter((one) => one.endsWith(':9464'));
    const scraped = [...MESHED, 'storefront'].map((app) => `monitoring -> ${app}:9464`);
    const checked = ['product', 'user', 'cart', 'order'].map((app) => `consul-agent -> ${app}:9464`);
    expect(ops.toSorted()).toEqual([...scraped, ...checked].toSorted());
  });

  it('lets the services ask the sentinels', () => {
    const [redis] = servers.filter(({ name }) => name === 'redis');
    const asked = connectionsIn(production, peersOf(production), redis ? [redis] : []);
    expect(asked.filter((one) => one.endsWith(':26379'))).toEqual(
      ['redis', 'product', 'cart', 'order', 'gateway'].map((name) => `${name} -> redis:26379`),
    );
  });
});

const PROMETHEUS = { 'app.kubernetes.io/name': 'prometheus' };

function aPeer(name: string, namespace: string): Peer {
  const namespaceLabels = { 'kubernetes.io/metadata.name': namespace };
  return { ...{ name, namespace, namespaceLabels }, labels: {}, ports: [] };
}

interface ClusterSpec {
  imageName: string;
  storage: object;
  postgresql: { parameters: Record<string, string> };
  bootstrap: Record<string, { secret?: object }>;
  managed: { services: { additional: object[] } };
  plugins: object[];
}

function the(kind: string, name: string): Manifest {
  const found = production.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

function maxReplicasOf(app: string): number {
  return Number(the('HorizontalPodAutoscaler', app).spec?.['maxReplicas']);
}

function clusterLabels({ spec }: Manifest): Record<string, string> {
  return (spec?.['inheritedMetadata'] as { labels: Record<string, string> }).labels;
}

/** Secrets that an operator makes, with the keys that are read; those of cert-manager make themselves. */
function secretsIn(manifests: Manifest[]): string[] {
  const made = manifests.filter(({ kind }) => kind === 'Certificate').map(({ spec }) => spec?.['secretName']);
  const found = manifests.flatMap((one) => {
    const { namespace = '' } = one.metadata;
    return [...references(one)].map(([name, key]) => ({ name, text: `${namespace}/${name}: ${key}` }));
  });
  return [...new Set(found.filter(({ name }) => !made.includes(name)).map(({ text }) => text))];
}

function* references(value: unknown): Generator<[name: string, key: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [field, inner] of Object.entries(value) as [string, { name: string; key?: string }][]) {
    if (/^(secretKeyRef|accessKeyId|secretAccessKey)$/.test(field)) yield [inner.name, inner.key ?? ''];
    else if (field === 'secretRef')
      yield* keysOf(inner.name).map((key): [string, string] => [inner.name, key]);
    else if (/^(secret|passwordSecret)$/.test(field) && inner.name)
      yield* ['username', 'password'].map((key): [string, string] => [inner.name, key]);
    else yield* references(inner);
  }
}

/** A secret that is taken as a whole has the keys of its example. */
function keysOf(name: string): string[] {
  const text = readFileSync(path.join(folder, `secrets/${name}.example.env`), 'utf8');
  return text.split('\n').flatMap((line) => (/^\w+=/.test(line) ? [line.split('=')[0] ?? ''] : []));
}
