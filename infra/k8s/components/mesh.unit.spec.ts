import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { type Manifest, titleOf } from '../../testing/manifest.ts';
import { connectionsIn, peersOf } from '../../testing/network.ts';
import { schemaFaults } from '../../testing/schema-faults.ts';
import { inOverlay, withComponent } from '../../testing/with-component.ts';

/** Calls between services, as the NetworkPolicies let them through: `gateway -> product:50051`. */
const plain = withComponent('kind', 'discovery-dns');
const services = peersOf(plain).filter(({ labels }) => labels['app.kubernetes.io/component'] === 'service');
const CALLS = connectionsIn(plain, services, services).toSorted();
// Its callers outside the mesh have no identity there, so that its port is open to all that a NetworkPolicy names.
const toOthers = CALLS.filter((call) => !call.endsWith('-> gateway:8080'));

const istio = withComponent('kind', 'mesh-istio');
const linkerd = withComponent('kind', 'mesh-linkerd');

interface IstioPolicy {
  selector: { matchLabels: Record<string, string> };
  action: string;
  rules: { from?: { source: { principals: string[] } }[]; to: { operation: { ports: string[] } }[] }[];
}

function istioPolicies(): { name: string; policy: IstioPolicy }[] {
  return ofKind(istio, 'AuthorizationPolicy').map(({ metadata, spec }) => ({
    name: metadata.name,
    policy: spec as unknown as IstioPolicy,
  }));
}

describe('the Istio component', () => {
  it('lets through exactly the call graph, by service account', () => {
    const calls = istioPolicies().flatMap(({ name, policy }) =>
      policy.rules.flatMap(({ from = [], to }) =>
        from
          .flatMap(({ source }) => source.principals)
          .flatMap((principal) => {
            const [, caller] = /^cluster\.local\/ns\/tradepost\/sa\/([\w-]+)$/.exec(principal) ?? [];
            return to.flatMap(({ operation }) =>
              operation.ports.map((port) => `${caller} -> ${name}:${port}`),
            );
          }),
      ),
    );
    expect(calls.toSorted()).toEqual(toOthers);
  });

  it('opens to callers without an identity only metrics, and the gateway', () => {
    const open = istioPolicies().flatMap(({ name, policy }) =>
      policy.rules
        .filter(({ from }) => !from)
        .flatMap(({ to }) => to.flatMap(({ operation }) => operation.ports.map((port) => `${name}:${port}`))),
    );
    expect(open.toSorted()).toEqual(
      ['gateway:8080', ...services.map(({ name }) => `${name}:9464`)].toSorted(),
    );
  });

  it('demands encryption of every service, but where a caller is outside', () => {
    const demands = ofKind(istio, 'PeerAuthentication').map(({ metadata, spec }) => {
      const { mtls, portLevelMtls } = spec as {
        mtls: { mode: string };
        portLevelMtls: Record<string, unknown>;
      };
      return [metadata.name, mtls.mode, ...Object.keys(portLevelMtls).toSorted()];
    });
    const expected = services.map(({ name }) => [
      name,
      'STRICT',
      ...(name === 'gateway' ? ['8080'] : []),
      '9464',
    ]);
    expect(demands.toSorted()).toEqual(expected.toSorted());
  });

  it('selects pods that exist, and has all services in the mesh and nothing else', () => {
    for (const { name, policy } of istioPolicies()) {
      expect(policy).toMatchObject({
        action: 'ALLOW',
        selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      });
      expect(services.map((one) => one.name)).toContain(name);
    }
    const inMesh = peersOf(istio).filter(({ labels }) => labels['istio.io/dataplane-mode'] === 'ambient');
    expect(inMesh.map(({ name }) => name).toSorted()).toEqual(services.map(({ name }) => name).toSorted());
  });
});

interface Reference {
  kind: string;
  name: string;
}
interface LinkerdPolicy {
  targetRef: Reference;
  requiredAuthenticationRefs: Reference[];
}

describe('the Linkerd component', () => {
  const servers = ofKind(linkerd, 'Server');
  const policies = ofKind(linkerd, 'AuthorizationPolicy').map(({ spec }) => spec as unknown as LinkerdPolicy);

  it('lets through exactly the call graph, by service account', () => {
    const calls = policies.flatMap(({ targetRef, requiredAuthenticationRefs }) =>
      requiredAuthenticationRefs
        .filter(({ kind }) => kind === 'MeshTLSAuthentication')
        .flatMap(({ name }) => {
          const { identityRefs } = found('MeshTLSAuthentication', name).spec as { identityRefs: Reference[] };
          const { port } = found('Server', targetRef.name).spec as { port: number };
          return identityRefs.map((caller) => `${caller.name} -> ${targetRef.name}:${port}`);
        }),
    );
    expect(calls.toSorted()).toEqual(toOthers);
  });

  it('opens to callers without an identity only metrics, and the gateway', () => {
    const open = policies.filter(
      ({ requiredAuthenticationRefs: [first] }) => first?.kind === 'NetworkAuthentication',
    );
    expect(open.map(({ targetRef }) => targetRef.name).toSorted()).toEqual(['gateway', 'ops']);
  });

  it('has a policy for every Server, and knows what each speaks', () => {
    expect(policies.map(({ targetRef }) => targetRef.name).toSorted()).toEqual(
      servers.map(({ metadata }) => metadata.name).toSorted(),
    );
    for (const { apiVersion, metadata, spec } of servers)
      inCase(metadata.name, () => {
        expect(apiVersion).toBe('policy.linkerd.io/v1beta3');
        const { port, proxyProtocol, podSelector } = spec as Record<string, unknown>;
        expect(proxyProtocol).toBe(port === 50_051 ? 'gRPC' : 'HTTP/1');
        expect(podSelector).toHaveProperty('matchLabels');
      });
  });

  it('refuses what no Server names, and leaves the databases outside', () => {
    for (const name of services.map((one) => one.name)) {
      const deployment = linkerd.find((one) => one.kind === 'Deployment' && one.metadata.name === name);
      expect(deployment?.spec?.template?.metadata).toMatchObject({
        annotations: {
          'linkerd.io/inject': 'enabled',
          'config.linkerd.io/default-inbound-policy': 'deny',
          'config.linkerd.io/skip-outbound-ports': '5432,6379,26379',
        },
      });
    }
    const others = linkerd.filter((one) => one.kind !== 'Deployment');
    expect(JSON.stringify(others)).not.toContain('linkerd.io/inject');
  });

  function found(kind: string, name: string): Manifest {
    const [one] = ofKind(linkerd, kind).filter(({ metadata }) => metadata.name === name);
    if (!one) throw new Error(`there is no ${kind} ${name}`);
    return one;
  }
});

describe.each(['mesh-istio', 'mesh-linkerd', 'gateway-api', 'discovery-dns'])('%s', (component) => {
  const manifests = withComponent('kind', component);

  // Linkerd's objects have no published schema; the cases above read their fields.
  it('fits the schemas', async () => {
    const known = manifests.filter(({ apiVersion }) => !apiVersion.startsWith('policy.linkerd.io'));
    expect(await schemaFaults(known)).toEqual([]);
  });

  it('has no two objects of one name', () => {
    const names = manifests.map(
      (one) => `${one.apiVersion} ${titleOf(one)} in ${one.metadata.namespace ?? ''}`,
    );
    expect(names).toEqual([...new Set(names)]);
  });

  // Where kubectl is: our renderer and kustomize agree on the objects.
  const version = spawnSync('kubectl', ['version', '--client', '-o', 'json'], { encoding: 'utf8' }).stdout;
  (/"kustomizeVersion": "v([5-9]|\d\d)/.test(version ?? '') ? it : it.skip)(
    'is rendered as kubectl does it',
    () => {
      const made = inOverlay('kind', component, (folder) =>
        spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' }),
      );
      expect(made.stderr).toBe('');
      const theirs = parseAllDocuments(made.stdout).map((one) => one.toJS() as Manifest);
      expect(theirs.map(nameOf).toSorted()).toEqual(manifests.map(nameOf).toSorted());
    },
    30_000,
  );
});

/** Without the hash that kustomize gives to what it generates. */
function nameOf({ kind, metadata }: Manifest): string {
  const isGenerated = kind === 'ConfigMap' || kind === 'Secret';
  const name = isGenerated ? metadata.name.replace(/-[a-z0-9]{10}$/, '') : metadata.name;
  return `${kind} ${metadata.namespace ?? ''}/${name}`;
}

function ofKind(manifests: Manifest[], kind: string): Manifest[] {
  return manifests.filter((one) => one.kind === kind);
}
