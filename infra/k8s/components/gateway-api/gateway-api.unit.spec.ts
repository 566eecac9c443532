import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../testing/manifest.ts';
import { connectionsIn, type Peer, peersOf } from '../../../testing/network.ts';
import { unknownFields } from '../../../testing/schema-faults.ts';
import { withComponent } from '../../../testing/with-component.ts';

const manifests = withComponent('kind', 'gateway-api');

function found(kind: string, name: string): { spec: Record<string, unknown> } {
  const one = manifests.find((each) => each.kind === kind && each.metadata.name === name);
  if (!one?.spec) throw new Error(`there is no ${kind} ${name}`);
  return one as Manifest & { spec: Record<string, unknown> };
}

describe('the Gateway API component', () => {
  it('leads https to the gateway, where the Ingress leads too', () => {
    const { parentRefs, rules } = found('HTTPRoute', 'shop').spec;
    expect(parentRefs).toEqual([{ name: 'shop', sectionName: 'https' }]);
    const [{ backendRefs = [] } = {}] = rules as { backendRefs: { name: string; port: number }[] }[];
    expect(backendRefs).toEqual([{ name: 'gateway', port: 80 }]);
    const { ports } = found('Service', 'gateway').spec as { ports: { port: number }[] };
    expect(ports.map(({ port }) => port)).toContain(80);
    expect(JSON.stringify(found('Ingress', 'gateway').spec)).toContain('"name":"gateway"');
  });

  it('redirects http and serves nothing by it', () => {
    const { parentRefs, rules } = found('HTTPRoute', 'to-https').spec;
    expect(parentRefs).toEqual([{ name: 'shop', sectionName: 'http' }]);
    expect(rules).toEqual([
      { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] },
    ]);
  });

  it('ends no request before the gateway does', () =>
    expect(JSON.stringify(found('HTTPRoute', 'shop').spec)).toContain('"timeouts":{"request":"0s"}'));

  it('may reach the gateway and nothing else', () => {
    const envoy: Peer = {
      ...{ name: 'envoy', namespace: 'envoy-gateway-system', labels: {}, ports: [] },
      namespaceLabels: { 'kubernetes.io/metadata.name': 'envoy-gateway-system' },
    };
    expect(connectionsIn(manifests, [envoy], peersOf(manifests))).toEqual(['envoy -> gateway:8080']);
  });

  it('has no misspelt field', () => {
    const ours = manifests.filter(({ apiVersion }) => apiVersion.startsWith('gateway.networking'));
    expect(unknownFields(ours)).toEqual([]);
  }, 60_000);
});
