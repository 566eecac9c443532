import { describe, expect, it } from '@jest/globals';
import { containersOf } from '../../../testing/manifest.ts';
import { isAllowed, type Peer, peersOf } from '../../../testing/network.ts';
import { podEnvironment } from '../../../testing/pod-environment.ts';
import { schemaFaults } from '../../../testing/schema-faults.ts';
import { apps, faultsOf } from '../../../testing/service-configs.ts';
import { withComponent } from '../../../testing/with-component.ts';

const manifests = withComponent('kind', 'traces');
const OTLP = { port: 4318, protocol: 'TCP' } as const;

function inMonitoring(name: string): Peer {
  const namespaceLabels = { 'kubernetes.io/metadata.name': 'monitoring' };
  const labels = { 'app.kubernetes.io/name': name };
  return { name, namespace: 'monitoring', labels, namespaceLabels, ports: [OTLP] };
}

const collector = inMonitoring('opentelemetry-collector');
const clients = peersOf(manifests).filter(({ namespace }) => namespace === 'tradepost');

describe('traces', () => {
  it.each(apps)('lets %s send its spans to the collector', (app) => {
    const found = containersOf(manifests).find(
      ({ owner, container }) =>
        owner.kind === 'Deployment' && owner.metadata.name === app && container.name === 'service',
    );
    const client = clients.find(({ name }) => name === app);
    if (!found || !client) throw new Error(`there is no Deployment ${app}`);
    const env = podEnvironment(found.container, manifests);
    expect(faultsOf(app, env)).toEqual([]);
    expect(env).toMatchObject({ TRACES: 'otlp', TRACES_SAMPLE_RATIO: '0.1' });
    expect(new URL(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').port).toBe(String(OTLP.port));
    expect(isAllowed(manifests, client, collector, OTLP)).toBe(true);
  });

  it('opens that port to nothing else', () => {
    const others = clients.filter(({ name }) => !apps.includes(name));
    expect(others.length).toBeGreaterThan(0);
    for (const client of others) expect(isAllowed(manifests, client, collector, OTLP)).toBe(false);
    for (const client of clients)
      expect(isAllowed(manifests, client, inMonitoring('grafana'), OTLP)).toBe(false);
  });

  it('fits the schemas', async () => expect(await schemaFaults(manifests)).toEqual([]));
});
