import { describe, expect, it } from '@jest/globals';
import { containersOf, titleOf } from '../../../testing/manifest.ts';
import { podEnvironment } from '../../../testing/pod-environment.ts';
import { schemaFaults } from '../../../testing/schema-faults.ts';
import { apps, faultsOf } from '../../../testing/service-configs.ts';
import { withComponent } from '../../../testing/with-component.ts';

const manifests = withComponent('kind', 'discovery-dns');
const called = ['product', 'user', 'cart', 'order'];

describe('discovery by DNS', () => {
  it.each(apps)('lets %s start, without Consul', (app) => {
    const found = containersOf(manifests).find(
      ({ owner, container }) =>
        owner.kind === 'Deployment' && owner.metadata.name === app && container.name === 'service',
    );
    if (!found) throw new Error(`there is no Deployment ${app}`);
    const env = podEnvironment(found.container, manifests);
    expect(faultsOf(app, env)).toEqual([]);
    expect(env).toMatchObject({
      DISCOVERY: 'dns',
      DISCOVERY_DNS_NAME: '{service}.tradepost.svc.cluster.local:50051',
    });
    expect(env).not.toHaveProperty('CONSUL_HTTP_TOKEN');
  });

  it('has nothing of Consul left', () => {
    const left = manifests.filter(
      ({ metadata }) => metadata.namespace === 'consul' || metadata.name === 'consul',
    );
    expect(left.map(titleOf)).toEqual([]);
  });

  it.each(called)('finds the pods of %s that are ready behind its name', (app) => {
    const service = manifests.find(({ kind, metadata }) => kind === 'Service' && metadata.name === app);
    expect(service?.spec).toMatchObject({
      clusterIP: 'None',
      selector: { 'app.kubernetes.io/name': app },
      ports: expect.arrayContaining([expect.objectContaining({ port: 50_051 })]) as unknown,
    });
    expect(service?.spec).not.toHaveProperty('publishNotReadyAddresses', true);
  });

  it('fits the schemas', async () => expect(await schemaFaults(manifests)).toEqual([]));
});
