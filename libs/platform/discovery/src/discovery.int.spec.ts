import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor, waitUntil } from '@tradepost/testing/waiting';
import { opsTargets } from './consul/ops-targets.ts';
import { createRegistration } from './create-registration.ts';
import { channelOptions } from './service-config.ts';
import { echoService } from './testing/echo.ts';
import { underLoad } from './testing/load.ts';
import { EchoCluster, patience, untilShared } from './testing/echo-cluster.ts';

const consulAddr = process.env['CONSUL_HTTP_ADDR'] ?? 'http://127.0.0.1:8500';
let cluster: EchoCluster;

beforeEach(() => {
  cluster = new EchoCluster(consulAddr);
});
afterEach(() => cluster.close());

const withoutRetries = channelOptions({ services: [{ name: echoService }] });

describe.each(['consul', 'static'] as const)('with the %s driver', (driver) => {
  test('calls are spread over all instances, and killing one fails none of them', async () => {
    const [a, b] = await Promise.all([cluster.serveApart('a'), cluster.serveApart('b')]);
    const staticList = `${cluster.service}=127.0.0.1:${a.port},127.0.0.1:${b.port}`;
    const client = cluster.call(cluster.discover({ driver, staticList }));
    await untilShared(client, 'ab');
    const { answers, failures } = await underLoad(client, async (soFar) => {
      await waitUntil(() => (soFar['a'] ?? 0) > 200, patience);
      a.killHard();
      const before = soFar['b'] ?? 0;
      await waitUntil(() => (soFar['b'] ?? 0) > before + 800, patience);
    });
    expect(failures).toEqual([]);
    expect(answers['a']).toBeGreaterThan(200);
    expect(await client.tally(50)).toEqual({ b: 50 });
  }, 40_000);
});

describe('with Consul', () => {
  test('an instance that dies without deregistering is removed by its health check', async () => {
    const [a] = [await cluster.serve('a'), await cluster.serve('b')];
    const { sets, until } = cluster.follow(cluster.discover());
    await until(2);
    a.kill();
    await until(1);
    expect(sets.at(-1)?.map(({ port }) => port)).not.toContain(a.port);
  }, 30_000);

  test('new instances get their share at once, and leaving instances fail no call', async () => {
    await cluster.serve('a');
    await cluster.serve('b');
    const client = cluster.call(cluster.discover(), withoutRetries);
    await untilShared(client, 'ab');
    const { failures } = await underLoad(client, async () => {
      const startedAt = performance.now();
      const more = await Promise.all([cluster.serve('c'), cluster.serve('d'), cluster.serve('e')]);
      await waitUntil(() => more.every((server) => server.calls() > 0), patience);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      const before = more.map((server) => server.calls());
      const { answers } = await underLoad(client, () =>
        waitUntil(() => (more[0]?.calls() ?? 0) > 300, patience),
      );
      const fair = Object.values(answers).reduce((sum, calls) => sum + calls) / 5;
      for (const name of 'abcde') {
        expect(answers[name]).toBeGreaterThan(fair * 0.8);
        expect(answers[name]).toBeLessThan(fair * 1.2);
      }
      expect(before.every((calls) => calls > 0)).toBe(true);

      for (const server of more) {
        await server.registration.stop();
        let seen = -1;
        // No call reaches it any more and all earlier ones are answered: it may exit.
        await waitUntil(() => seen === (seen = server.calls()), { timeout: 15_000, interval: 100 });
        server.kill();
      }
    });
    expect(failures).toEqual([]);
    expect(Object.keys(await client.tally(20)).toSorted()).toEqual(['a', 'b']);
  }, 30_000);

  test('weights are part of the registration', async () => {
    await cluster.serve('a', { weight: 1 });
    await cluster.serve('b', { weight: 3, version: '2.0.0' });
    const discovery = cluster.discover();
    const { sets, until } = cluster.follow(discovery);
    await until(2);
    expect(sets.at(-1)?.map(({ weight, version }) => ({ weight, version }))).toEqual([
      { weight: 1, version: '' },
      { weight: 3, version: '2.0.0' },
    ]);
    const weighted = channelOptions({ services: [{ name: echoService }], policy: 'weighted' });
    const client = cluster.call(discovery, weighted);
    await waitUntil(async () => {
      const { a, b } = await client.tally(40);
      return a === 10 && b === 30;
    }, patience);
  }, 30_000);

  test('the ops ports of healthy and unhealthy instances are listed for Prometheus', async () => {
    const a = await cluster.serve('a', { opsPort: 9_101, version: '1.2.3' });
    await cluster.serve('b');
    await waitFor(async () => {
      const targets = await opsTargets(consulAddr);
      const ours = targets.filter(({ labels }) => labels['service_name'] === cluster.service);
      expect(ours).toEqual([
        {
          targets: ['127.0.0.1:9101'],
          labels: {
            service_name: cluster.service,
            __meta_tradepost_instance_id: a.registration.id,
            __meta_tradepost_version: '1.2.3',
          },
        },
      ]);
    }, patience);
  }, 30_000);

  test('a process without gRPC is listed for Prometheus, and no caller finds it', async () => {
    const page = createRegistration({
      ...{ driver: 'consul', consulAddr, service: cluster.service },
      ...{ host: '127.0.0.1', opsPort: 9_102 },
    });
    await page.start();
    await cluster.serve('a');
    const { sets, until } = cluster.follow(cluster.discover());
    await until(1);
    const ours = (await opsTargets(consulAddr)).filter(
      ({ labels }) => labels['service_name'] === cluster.service,
    );
    expect(ours.map(({ targets }) => targets)).toEqual([['127.0.0.1:9102']]);
    // Not even while its check still passes.
    expect(sets.flat().map(({ port }) => port)).not.toContain(9_102);
    await page.stop();
  }, 30_000);
});
