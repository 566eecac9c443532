import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { passwordsFrom } from '../../tools/db/databases.ts';
import { services } from '../../tools/dev/services.ts';
import { render } from '../testing/kustomize.ts';
import { type Container, containersOf } from '../testing/manifest.ts';
import { podEnvironment } from '../testing/pod-environment.ts';
import { apps, type Environment, faultsOf, hostsAskedBy, settingsOf } from '../testing/service-configs.ts';

const kind = render(path.join(import.meta.dirname, 'overlays/kind'));

describe.each(apps)('%s in the cluster', (app) => {
  const container = containerOf('Deployment', app);
  const env = podEnvironment(container, kind);

  it('has every setting it needs', () => expect(faultsOf(app, env)).toEqual([]));

  it('has every setting it needs in production', () => {
    const rehearsal = { ...env, NODE_ENV: 'production', ALLOW_PAYMENT_SANDBOX: 'yes' };
    expect(faultsOf(app, withOwnSecrets(rehearsal))).toEqual([]);
  });

  it('refuses the secrets of kind in production', () => {
    const published = Object.keys(env).filter((name) => env[name] !== withOwnSecrets(env)[name]);
    const faults = faultsOf(app, { ...env, NODE_ENV: 'production' }).join('\n');
    for (const name of published.filter((one) => settingsOf(app).includes(one)))
      expect(faults).toContain(`${name} must not have a value that is published`);
  });

  it('gets only variables that it declares', () => {
    const names = (container.env ?? []).map(({ name }) => name);
    const texts = JSON.stringify(container.env);
    const unknown = names.filter((name) => !settingsOf(app).includes(name) && !texts.includes(`$(${name})`));
    expect(unknown).toEqual([]);
  });

  it('calls only the cluster’s Services and its node’s Consul agent', () => {
    const services = kind.filter((one) => one.kind === 'Service').map((one) => one.metadata.name);
    const { CONSUL_HTTP_ADDR: agent, ...asked } = hostsAskedBy(app, env);
    expect(agent).toBe('consul-agent.consul.svc');
    expect(Object.entries(asked).filter(([, host]) => !services.includes(host))).toEqual([]);
  });

  it('can be reached at its own address', () => expect(env).toMatchObject({ ADVERTISE_HOST: '10.0.0.1' }));
});

function withOwnSecrets(env: Environment): Environment {
  const own = JSON.stringify(env).replaceAll('only-for-development', 'a-secret-of-this-shop');
  return JSON.parse(own) as Environment;
}

describe('the cluster', () => {
  it('runs what npm start runs', () =>
    expect(apps.toSorted()).toEqual(services.map(({ app }) => app).toSorted()));

  it('lets no payment sandbox into production unasked', () => {
    const env: Environment = podEnvironment(containerOf('Deployment', 'payment-sandbox'), kind);
    const faults = faultsOf('payment-sandbox', { ...withOwnSecrets(env), NODE_ENV: 'production' });
    expect(faults).toEqual([expect.stringContaining('ALLOW_PAYMENT_SANDBOX must be set in production')]);
  });

  it('has one agent of Consul for the pods of a node', () => {
    const agent = kind.find((one) => one.kind === 'Service' && one.metadata.name === 'consul-agent');
    expect(agent?.spec).toMatchObject({ internalTrafficPolicy: 'Local', publishNotReadyAddresses: true });
  });

  it('tells the shop of payments, and payers where to confirm one', () => {
    const env: Environment = podEnvironment(containerOf('Deployment', 'payment-sandbox'), kind);
    expect(env).toMatchObject({
      SANDBOX_WEBHOOK_URL: 'http://gateway/api/v1/webhooks/payments/sandbox',
      SANDBOX_PUBLIC_URL: 'http://localhost:8090',
    });
    const page = kind.find((one) => one.metadata.name === 'challenge-page') as unknown as NodePort;
    const [{ nodePort: containerPort } = {}] = page.spec.ports;
    expect(portMappings()).toContainEqual({ containerPort, hostPort: 8090, listenAddress: '127.0.0.1' });
  });

  it('shares only settings that some service knows', () => {
    const shared = kind.find((one) => one.kind === 'ConfigMap' && one.metadata.name === 'settings');
    const known = apps.flatMap(settingsOf);
    expect(Object.keys(shared?.data ?? {}).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('gives the migration everybody’s password', () => {
    const env = podEnvironment(containerOf('Job', 'migrate'), kind);
    expect(env).toMatchObject({ NODE_ENV: 'development' });
    expect(Object.keys(passwordsFrom(env))).toHaveLength(5);
    expect(env['DATABASE_URL']).toMatch(/^postgres:\/\/postgres:[^$]+@postgres:5432\/postgres$/);
  });

  it.each(['product', 'user'])('seeds %s with its own login', (app) =>
    expect(faultsOf(app, podEnvironment(containerOf('Job', `seed-${app}`), kind))).toEqual([]),
  );
});

interface NodePort {
  spec: { ports: { nodePort?: number }[] };
}

function portMappings(): unknown[] {
  const file = path.join(import.meta.dirname, 'overlays/kind/cluster.yaml');
  const { nodes } = parse(readFileSync(file, 'utf8')) as { nodes: { extraPortMappings: unknown[] }[] };
  return nodes.flatMap(({ extraPortMappings }) => extraPortMappings);
}

function containerOf(ownerKind: string, name: string): Container {
  const found = containersOf(kind).find(
    ({ owner, pod, container }) =>
      owner.kind === ownerKind && owner.metadata.name === name && pod.containers.includes(container),
  );
  if (!found) throw new Error(`there is no ${ownerKind} ${name}`);
  return found.container;
}
