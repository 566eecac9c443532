import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor, waitUntil } from '@tradepost/testing/waiting';
import type { Discovery, Instance } from '../discovery.ts';
import { anInstance, listeningLog } from '../testing/an-instance.ts';
import { FakeConsul } from '../testing/fake-consul.ts';
import type { Reply } from '../testing/fake-consul.ts';
import { WatchingDiscovery } from '../watching-discovery.ts';
import { followConsul } from './follow-consul.ts';

// A busy machine is slow, not wrong.
jest.setTimeout(30_000);

const a = anInstance({ id: 'a', port: 1, weight: 3 });
const b = anInstance({ id: 'b', port: 2 });
const patience = { timeout: 20_000, interval: 5 };
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function discover(consulAddr: string, over: { waitMs?: number; answerMs?: number; graceMs?: number } = {}) {
  const { log, lines } = listeningLog();
  const { graceMs = 60_000, ...pace } = over;
  const follow = followConsul({ consulAddr, paceMs: 20, firstBackoffMs: 5, mostBackoffMs: 20, ...pace });
  const discovery = new WatchingDiscovery({ scheme: 'test', follow, log, graceMs });
  cleanUp.push(() => discovery.close());
  return { discovery, lines };
}

function hear(discovery: Discovery, service = 'product') {
  const heard: { instances: readonly Instance[]; note: string }[] = [];
  const unwatch = discovery.watch(service, (instances, note) => heard.push({ instances, note }));
  return { heard, unwatch };
}

async function aFake(...script: Reply[]): Promise<FakeConsul> {
  const fake = await FakeConsul.start(...script);
  cleanUp.push(() => fake.stop());
  return fake;
}

describe('a watch of Consul', () => {
  test('asks at once, then waits for a change behind the index it has seen', async () => {
    const consul = await aFake({ index: 41, instances: [a] });
    const { heard } = hear(discover(consul.consulAddr).discovery);
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.asked.map(({ path, query }) => `${path}?${query}`)).toEqual([
      '/v1/health/service/product?passing=',
      '/v1/health/service/product?passing=&index=41&wait=10000ms',
    ]);
    consul.say({ index: 42, instances: [a, b] });
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([a, b]), patience);
    expect(heard[0]?.instances).toEqual([a]);
  });

  test('takes the address of the node when the service has none', async () => {
    const consul = await aFake({ index: 1, instances: [anInstance({ host: '' })] });
    const { heard } = hear(discover(consul.consulAddr).discovery);
    await waitFor(() => expect(heard[0]?.instances[0]?.host).toBe('10.0.0.1'), patience);
  });

  test('starts anew when the index goes backwards, and keeps whom the restarted registry forgot', async () => {
    const consul = await aFake({ index: 900, instances: [a, b] });
    const { heard } = hear(discover(consul.consulAddr).discovery);
    await waitUntil(() => consul.held === 1, patience);
    consul.say({ index: 7, instances: [a] }, { index: 7, instances: [a] });
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.asked.map(({ query }) => query.get('index'))).toEqual([null, '900', null, '7']);
    expect(heard).toHaveLength(1);
    // Seen again, then dropped by a registry that has its memory back: gone.
    consul.say({ index: 8, instances: [a, b] });
    await waitUntil(() => consul.asked.length === 5 && consul.held === 1, patience);
    consul.say({ index: 9, instances: [a] });
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([a]), patience);
  });

  test('keeps the last set through errors, and asks without an index after them', async () => {
    const consul = await aFake({ index: 5, instances: [a] });
    const { discovery, lines } = discover(consul.consulAddr);
    const { heard } = hear(discovery);
    await waitUntil(() => consul.held === 1, patience);
    consul.say({ status: 500, body: 'No cluster leader' }, { status: 500 }, { body: { not: 'a list' } });
    await waitUntil(() => consul.asked.length === 5 && consul.held === 1, patience);
    expect(consul.asked.map(({ query }) => query.get('index'))).toEqual([null, '5', null, null, null]);
    expect(heard).toHaveLength(1);
    consul.say({ index: 6, instances: [b] });
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([b]), patience);
    expect(lines).toEqual([
      'warn product: the registry is silent; keeping what is known',
      'info product: the registry answers again',
    ]);
  });

  test('says why nothing is known when Consul hangs from the start, and goes on trying', async () => {
    const consul = await aFake();
    const { heard } = hear(discover(consul.consulAddr, { answerMs: 30 }).discovery);
    await waitFor(() => expect(heard[0]?.note).toMatch(/silent: .*timeout/), patience);
    expect(heard[0]?.instances).toEqual([]);
    consul.otherwise = { index: 1, instances: [a] };
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([a]), patience);
  });

  test('gives up a connection on which a blocking query never ends', async () => {
    const consul = await aFake({ index: 5, instances: [a] });
    const { discovery, lines } = discover(consul.consulAddr, { waitMs: 30, answerMs: 30 });
    const { heard } = hear(discovery);
    await waitUntil(() => consul.asked.length >= 3, patience);
    expect(lines).toEqual(['warn product: the registry is silent; keeping what is known']);
    const [, waited = { atMs: 0 }, again = { atMs: 0 }] = consul.asked;
    expect(again.atMs - waited.atMs).toBeGreaterThanOrEqual(60);
    expect(consul.asked[2]?.query.get('index')).toBeNull();
    expect(heard).toHaveLength(1);
  });

  test('keeps the last set when the answer is suddenly empty, for the time of grace', async () => {
    const consul = await aFake({ index: 5, instances: [a] }, { index: 6, instances: [] });
    const { heard } = hear(discover(consul.consulAddr, { graceMs: 100 }).discovery);
    await waitUntil(() => consul.asked.length === 3, patience);
    expect(heard).toHaveLength(1);
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([]), patience);
  });

  test('does not ask faster than its pace when everything changes all the time', async () => {
    const script = Array.from({ length: 10 }, (_, at) => ({ index: at + 1, instances: [a] }));
    const consul = await aFake(...script);
    hear(discover(consul.consulAddr).discovery);
    await waitUntil(() => consul.asked.length === 11, patience);
    const times = consul.asked.map(({ atMs }) => atMs);
    // Less than ten times the pace, because the first request takes longest to arrive; unpaced it would be a tenth.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(150);
  });

  test('backs off further with every failure', async () => {
    const consul = await aFake(...Array.from({ length: 6 }, () => ({ status: 500 })));
    hear(discover(consul.consulAddr).discovery);
    await waitUntil(() => consul.held === 1, patience);
    const times = consul.asked.map(({ atMs }) => atMs);
    const last = (times.at(-1) ?? 0) - (times.at(-2) ?? 0);
    expect(last).toBeGreaterThanOrEqual(9);
  });
});

describe('the watches of a process', () => {
  test('share one query per service', async () => {
    const consul = await aFake({ index: 1, instances: [a] });
    const { discovery } = discover(consul.consulAddr);
    const listeners = [hear(discovery), hear(discovery), hear(discovery)];
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.asked).toHaveLength(2);
    expect(listeners.map(({ heard }) => heard.length)).toEqual([1, 1, 1]);
  });

  test('end with their last listener, and start with what was known', async () => {
    const consul = await aFake({ index: 1, instances: [a] });
    const { discovery } = discover(consul.consulAddr);
    const { unwatch } = hear(discovery);
    await waitUntil(() => consul.held === 1, patience);
    unwatch();
    await waitUntil(() => consul.held === 0, patience);
    const { heard } = hear(discovery);
    await waitFor(() => expect(heard[0]?.instances).toEqual([a]), patience);
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.asked.at(-1)?.query.get('index')).toBeNull();
  });

  test('end when discovery is closed', async () => {
    const consul = await aFake({ index: 1, instances: [a] });
    const { discovery } = discover(consul.consulAddr);
    hear(discovery);
    hear(discovery, 'cart');
    await waitUntil(() => consul.held === 2, patience);
    discovery.close();
    await waitUntil(() => consul.held === 0, patience);
  });
});
