import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor, waitUntil } from '@tradepost/testing/waiting';
import { opsTargets } from './consul/ops-targets.ts';
import { channelOptions } from './service-config.ts';
import { echoService } from './testing/echo.ts';
import { underLoad } from './testing/load.ts';
import { ShopOfEchoes, patience, untilShared } from './testing/shop-of-echoes.ts';

const consulAddr = process.env['CONSUL_HTTP_ADDR'] ?? 'http://127.0.0.1:8500';
let shop: ShopOfEchoes;

beforeEach(() => {
  shop = new ShopOfEchoes(consulAddr);
});
afterEach(() => shop.close());

const withoutRetries = channelOptions({ services: [{ name: echoService }] });

describe.each(['consul', 'static'] as const)('with the %s driver', (driver) => {
  test('calls are spread over all instances, and a killed one costs none of them', async () => {
    const [a, b] = await Promise.all([shop.serveApart('a'), shop.serveApart('b')]);
    const staticList = `${shop.service}=127.0.0.1:${a.port},127.0.0.1:${b.port}`;
    const client = shop.call(shop.discover({ driver, staticList }));
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
  test('an instance that dies without a word is found out by its health check', async () => {
    const [a] = [await shop.serve('a'), await shop.serve('b')];
    const { sets, until } = shop.follow(shop.discover());
    await until(2);
    a.kill();
    await until(1);
    expect(sets.at(-1)?.map(({ port }) => port)).not.toContain(a.port);
  }, 30_000);

  test('newcomers have their share at once, the leaving cost no call', async () => {
    await shop.serve('a');
    await shop.serve('b');
    const client = shop.call(shop.discover(), withoutRetries);
    await untilShared(client, 'ab');
    const { failures } = await underLoad(client, async () => {
      const startedAt = performance.now();
      const more = await Promise.all([shop.serve('c'), shop.serve('d'), shop.serve('e')]);
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
        // No call reaches it any more and all that did are answered: now it may go.
        await waitUntil(() => seen === (seen = server.calls()), { timeout: 15_000, interval: 100 });
        server.kill();
      }
    });
    expect(failures).toEqual([]);
    expect(Object.keys(await client.tally(20)).toSorted()).toEqual(['a', 'b']);
  }, 30_000);

  test('weights travel with the registration', async () => {
    await shop.serve('a', { weight: 1 });
    await shop.serve('b', { weight: 3, version: '2.0.0' });
    const discovery = shop.discover();
    const { sets, until } = shop.follow(discovery);
    await until(2);
    expect(sets.at(-1)?.map(({ weight, version }) => ({ weight, version }))).toEqual([
      { weight: 1, version: '' },
      { weight: 3, version: '2.0.0' },
    ]);
    const weighted = channelOptions({ services: [{ name: echoService }], policy: 'weighted' });
    const client = shop.call(discovery, weighted);
    await waitUntil(async () => {
      const { a, b } = await client.tally(40);
      return a === 10 && b === 30;
    }, patience);
  }, 30_000);

  test('the ops ports are there for Prometheus, healthy or not', async () => {
    const a = await shop.serve('a', { opsPort: 9_101, version: '1.2.3' });
    await shop.serve('b');
    await waitFor(async () => {
      const targets = await opsTargets(consulAddr);
      const ours = targets.filter(({ labels }) => labels['service'] === shop.service);
      expect(ours).toEqual([
        {
          targets: ['127.0.0.1:9101'],
          labels: { service: shop.service, instance_id: a.registration.id, version: '1.2.3' },
        },
      ]);
    }, patience);
  }, 30_000);
});
