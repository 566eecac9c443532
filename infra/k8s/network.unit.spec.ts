import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { render } from '../testing/kustomize.ts';
import type { Manifest } from '../testing/manifest.ts';
import { connectionsIn, type Peer, peersOf } from '../testing/network.ts';

const root = path.resolve(import.meta.dirname, '../..');
const kind = render(path.join(import.meta.dirname, 'overlays/kind'));

/** The call graph: whoever is not here can reach nothing. */
const CALLS: Record<string, string[]> = {
  gateway: ['product', 'user', 'cart', 'order', 'storefront:3000', 'redis', 'consul-agent:8500'],
  storefront: ['gateway:8080'],
  product: ['postgres', 'redis', 'consul-agent:8500'],
  user: ['postgres', 'consul-agent:8500'],
  cart: ['product', 'postgres', 'redis', 'consul-agent:8500'],
  order: ['cart', 'product', 'postgres', 'redis', 'payment-sandbox:8090', 'consul-agent:8500'],
  'payment-sandbox': ['gateway:8080', 'postgres'],
  migrate: ['postgres'],
  'seed-product': ['postgres'],
  'seed-user': ['postgres'],
  // They check the health of what is registered with them.
  'consul-agent': ['product', 'user', 'cart', 'order', ...gossip('consul-agent'), ...servers()],
  'consul-server': [...gossip('consul-agent'), ...servers()],
  'consul-acl': ['consul-server:8500'],
  'ingress-nginx': ['gateway:8080'],
  prometheus: ['product', 'user', 'cart', 'order', 'payment-sandbox', 'storefront', 'gateway'].map(ops),
};
const PORTS: Record<string, number> = { postgres: 5432, redis: 6379 };

const strangers: Peer[] = [
  stranger('a stranger', 'default'),
  stranger('a stranger with our labels', 'elsewhere', { 'app.kubernetes.io/name': 'order' }),
  stranger('another program of ours', 'tradepost', { 'app.kubernetes.io/name': 'something-new' }),
  stranger('another program of monitoring', 'monitoring', { 'app.kubernetes.io/name': 'grafana' }),
];
const guests = [
  stranger('ingress-nginx', 'ingress-nginx'),
  stranger('prometheus', 'monitoring', { 'app.kubernetes.io/name': 'prometheus' }),
];

describe('the network policies of kind', () => {
  const ours = peersOf(kind);

  it('let through exactly the call graph', () => {
    const expected = Object.entries(CALLS).flatMap(([client, calls]) =>
      calls.map((call) => `${client} -> ${call.includes(':') ? call : `${call}:${PORTS[call] ?? 50051}`}`),
    );
    expect(connectionsIn(kind, [...ours, ...guests], ours).toSorted()).toEqual(expected.toSorted());
  });

  it('let no stranger reach anything: Postgres, Redis, the sandbox, Consul, gRPC, ops ports', () =>
    expect(connectionsIn(kind, strangers, ours)).toEqual([]));

  it('let every pod ask for names', () => {
    const dns = { ...stranger('dns', 'kube-system'), ports: [{ port: 53, protocol: 'UDP' as const }] };
    expect(connectionsIn(kind, ours, [dns])).toHaveLength(ours.length);
  });

  it('let only order and user out of the cluster, each for what it needs', () => {
    const ways = kind.filter(
      (one) => one.kind === 'NetworkPolicy' && JSON.stringify(one).includes('0.0.0.0/0'),
    );
    const outward = ways.filter(({ spec }) => (spec?.['policyTypes'] as string[]).includes('Egress'));
    expect(outward.map(({ metadata }) => metadata.name)).toEqual(['payment-provider', 'mail-server']);
    for (const way of outward) expect(JSON.stringify(way.spec)).toContain('"except":["10.0.0.0/8"');
  });

  it('would notice an open port', () => {
    const isPostgres = ({ kind, metadata }: Manifest) =>
      kind === 'NetworkPolicy' && metadata.name === 'postgres';
    const open = kind.map((one) =>
      isPostgres(one) ? { ...one, spec: { ...one.spec, ingress: [{}] } } : one,
    );
    expect(connectionsIn(open, strangers, ours)).toContain('a stranger -> postgres:5432');
  });
});

describe('the call graph', () => {
  it.each(['gateway', 'product', 'user', 'cart', 'order'])('is that of the code: %s', (app) => {
    const called = (CALLS[app] ?? []).filter((call) => ['product', 'user', 'cart', 'order'].includes(call));
    expect(called.toSorted()).toEqual(servicesCalledBy(app));
  });
});

/** By the definitions that its gRPC clients are made of. */
function servicesCalledBy(app: string): string[] {
  const files = globSync(`apps/${app}/src/**/*.ts`, {
    cwd: root,
    exclude: ['**/testing/**', '**/gen/**', '**/*.spec.ts'],
  });
  const text = files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  const used = [...text.matchAll(/@InjectGrpc\(\s*(\w+)Definition/g)].map(([, name = '']) => name);
  const protos = globSync('libs/contracts/proto/shop/*/v1/*.proto', { cwd: root });
  const owners = protos.flatMap((file) => {
    const [, owner = ''] = /shop\/([\w-]+)\/v1/.exec(file) ?? [];
    const services = [...readFileSync(path.join(root, file), 'utf8').matchAll(/^service (\w+)/gm)];
    return services.filter(([, name]) => used.includes(name ?? '')).map(() => owner);
  });
  return [...new Set(owners)].toSorted();
}

function stranger(name: string, namespace: string, labels = {}): Peer {
  const namespaceLabels = { 'kubernetes.io/metadata.name': namespace };
  return { name, namespace, labels, namespaceLabels, ports: [] };
}

function ops(app: string): string {
  return `${app}:9464`;
}

function gossip(name: string): string[] {
  return [`${name}:8301`, `${name}:8301/udp`];
}

function servers(): string[] {
  return [...gossip('consul-server'), 'consul-server:8300'];
}
