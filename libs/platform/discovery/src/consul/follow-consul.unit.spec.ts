import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor, waitUntil } from '@tradepost/testing/waiting';
import type { Discovery, Instance } from '../discovery.ts';
import { anInstance, listeningLog } from '../testing/an-instance.ts';
import { FakeConsul, type Reply } from '../testing/fake-consul.ts';
import { ManualTiming } from '../testing/manual-timing.ts';
import { WatchingDiscovery } from '../watching-discovery.ts';
import { followConsul } from './follow-consul.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

const a = anInstance({ id: 'a', port: 1, weight: 3 });
const b = anInstance({ id: 'b', port: 2 });
const patience = { timeout: 20_000, interval: 5 };
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  jest.useRealTimers();
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function discover(consulAddr: string) {
  const { log, lines } = listeningLog();
  const timing = new ManualTiming();
  const follow = followConsul({ consulAddr, paceMs: 100, firstBackoffMs: 50, maxBackoffMs: 300, timing });
  const discovery = new WatchingDiscovery({ scheme: 'test', follow, log, graceMs: 60_000 });
  cleanUp.push(() => discovery.close());
  return { discovery, lines, timing };
}

/** The grace period runs on setTimeout; everything else here needs real timers. */
function fakeTimeoutsOnly(): void {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'performance',
      'hrtime',
      'nextTick',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
    ],
  });
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
  test('queries at once, then blocks on the index it has seen', async () => {
    const consul = await aFake({ index: 41, instances: [a] });
    const { heard } = hear(discover(consul.consulAddr).discovery);
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.requests.map(({ path, query }) => `${path}?${query.toString()}`)).toEqual([
      '/v1/health/service/product?passing=',
      '/v1/health/service/product?passing=&index=41&wait=10000ms',
    ]);
    consul.say({ index: 42, instances: [a, b] });
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([a, b]), patience);
    expect(heard[0]?.instances).toEqual([a]);
  });

  test('uses the node address when the service has none', async () => {
    const consul = await aFake({ index: 1, instances: [anInstance({ host: '' })] });
    const { heard } = hear(discover(consul.consulAddr).discovery);
    await waitFor(() => expect(heard[0]?.instances[0]?.host).toBe('10.0.0.1'), patience);
  });

  test('starts over when the index goes backwards, and retains the instances that the restarted registry lost', async () => {
    const consul = await aFake({ index: 900, instances: [a, b] });
    const { heard } = hear(discover(consul.consulAddr).discovery);
    await waitUntil(() => consul.held === 1, patience);
    consul.say({ index: 7, instances: [a] }, { index: 7, instances: [a] });
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.requests.map(({ query }) => query.get('index'))).toEqual([null, '900', null, '7']);
    expect(heard).toHaveLength(1);
    // Listed again and then removed by a registry that has its state back: dropped.
    consul.say({ index: 8, instances: [a, b] });
    await waitUntil(() => consul.requests.length === 5 && consul.held === 1, patience);
    consul.say({ index: 9, instances: [a] });
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([a]), patience);
  });

  test('keeps the last set through errors, and queries without an index after them', async () => {
    const consul = await aFake({ index: 5, instances: [a] });
    const { discovery, lines } = discover(consul.consulAddr);
    const { heard } = hear(discovery);
    await waitUntil(() => consul.held === 1, patience);
    consul.say({ status: 500, body: 'No cluster leader' }, { status: 500 }, { body: { not: 'a list' } });
    await waitUntil(() => consul.requests.length === 5 && consul.held === 1, patience);
    expect(consul.requests.map(({ query }) => query.get('index'))).toEqual([null, '5', null, null, null]);
    expect(heard).toHaveLength(1);
    consul.say({ index: 6, instances: [b] });
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([b]), patience);
    expect(lines).toEqual([
      'warn product: the registry does not respond; keeping the last known instances',
      'info product: the registry responds again',
    ]);
  });

  test('reports the reason when Consul hangs from the start, and retries', async () => {
    const consul = await aFake();
    const { discovery, timing } = discover(consul.consulAddr);
    const { heard } = hear(discovery);
    await waitUntil(() => consul.held === 1, patience);
    expect(timing.timeoutsMs).toEqual([2_000]);
    timing.expire();
    await waitFor(() => expect(heard[0]?.note).toMatch(/respond: .*timeout/), patience);
    expect(heard[0]?.instances).toEqual([]);
    await waitUntil(() => consul.requests.length === 2 && consul.held === 1, patience);
    consul.say({ index: 1, instances: [a] });
    await waitFor(() => expect(heard.at(-1)?.instances).toEqual([a]), patience);
  });

  test('abandons a connection on which a blocking query never ends', async () => {
    const consul = await aFake({ index: 5, instances: [a] });
    const { discovery, lines, timing } = discover(consul.consulAddr);
    const { heard } = hear(discovery);
    await waitUntil(() => consul.held === 1, patience);
    // The wait, Consul's jitter on it, and the time that an answer may take.
    expect(timing.timeoutsMs).toEqual([2_000, 10_000 + 625 + 2_000]);
    timing.expire();
    await waitUntil(() => consul.requests.length === 3, patience);
    expect(lines).toEqual(['warn product: the registry does not respond; keeping the last known instances']);
    expect(consul.requests[2]?.query.get('index')).toBeNull();
    expect(heard).toHaveLength(1);
  });

  test('keeps the last set for the grace period when the answer is suddenly empty', async () => {
    const consul = await aFake({ index: 5, instances: [a] }, { index: 6, instances: [] });
    fakeTimeoutsOnly();
    const { heard } = hear(discover(consul.consulAddr).discovery);
    await waitUntil(() => consul.requests.length === 3, patience);
    jest.advanceTimersByTime(59_999);
    expect(heard).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(heard.at(-1)?.instances).toEqual([]);
  });

  test('does not query faster than its pace when the registry changes all the time', async () => {
    const script = Array.from({ length: 10 }, (_, at) => ({ index: at + 1, instances: [a] }));
    const consul = await aFake(...script);
    const { discovery, timing } = discover(consul.consulAddr);
    timing.stepMs = 30;
    hear(discovery);
    await waitUntil(() => consul.requests.length === 11, patience);
    // Each query took 30 ms of its 100.
    expect(timing.pausesMs).toEqual(Array.from({ length: 10 }, () => 70));
  });

  test('backs off further with every failure', async () => {
    const consul = await aFake(...Array.from({ length: 6 }, () => ({ status: 500 })));
    const { discovery, timing } = discover(consul.consulAddr);
    hear(discovery);
    await waitUntil(() => consul.held === 1, patience);
    const full = [50, 100, 200, 300, 300, 300];
    expect(timing.pausesMs).toHaveLength(full.length);
    timing.pausesMs.forEach((pauseMs, at) => {
      expect(pauseMs).toBeLessThanOrEqual(full[at] ?? 0);
      expect(pauseMs).toBeGreaterThanOrEqual((full[at] ?? 0) / 2);
    });
  });
});

describe('the watches of a process', () => {
  test('share one query per service', async () => {
    const consul = await aFake({ index: 1, instances: [a] });
    const { discovery } = discover(consul.consulAddr);
    const listeners = [hear(discovery), hear(discovery), hear(discovery)];
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.requests).toHaveLength(2);
    expect(listeners.map(({ heard }) => heard.length)).toEqual([1, 1, 1]);
  });

  test('end with their last listener, and restart with the last known set', async () => {
    const consul = await aFake({ index: 1, instances: [a] });
    const { discovery } = discover(consul.consulAddr);
    const { unwatch } = hear(discovery);
    await waitUntil(() => consul.held === 1, patience);
    unwatch();
    await waitUntil(() => consul.held === 0, patience);
    const { heard } = hear(discovery);
    await waitFor(() => expect(heard[0]?.instances).toEqual([a]), patience);
    await waitUntil(() => consul.held === 1, patience);
    expect(consul.requests.at(-1)?.query.get('index')).toBeNull();
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
