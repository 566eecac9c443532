import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { underLoad } from './testing/load.ts';
import { PrivateConsul, consulProgram } from './testing/private-consul.ts';
import { EchoCluster, patience, untilShared } from './testing/echo-cluster.ts';

const program = consulProgram(process.env);

// These tests kill Consul, so they need one of their own.
jest.setTimeout(60_000);
(!program ? describe.skip : describe)('with a Consul of our own', () => {
  let consul: PrivateConsul;
  let cluster: EchoCluster;

  beforeAll(async () => {
    consul = await PrivateConsul.start(program ?? '');
  }, 30_000);
  afterAll(() => consul.kill());
  beforeEach(() => {
    cluster = new EchoCluster(consul.consulAddr);
  });
  afterEach(() => cluster.close());

  test('calls continue while Consul hangs, and an instance started meanwhile is found when it resumes', async () => {
    const [a] = [await cluster.serve('a'), await cluster.serve('b')];
    const discovery = cluster.discover();
    const client = cluster.call(discovery);
    await untilShared(client, 'ab');
    const { sets } = cluster.follow(discovery);
    const { failures } = await underLoad(client, async () => {
      consul.pause();
      // Starts although it can't register yet.
      await cluster.serve('c');
      const before = a.calls();
      await waitUntil(() => a.calls() > before + 200, patience);
      consul.resume();
      await waitUntil(async () => (await client.tally(3))['c'] === 1, patience);
    });
    expect(failures).toEqual([]);
    expect(Math.min(...sets.map((set) => set.length))).toBeGreaterThanOrEqual(2);
  });

  test('calls continue when Consul is killed and restarts empty', async () => {
    await cluster.serve('a');
    await cluster.serve('b');
    await cluster.serve('c');
    const lines: string[] = [];
    const discovery = cluster.discover({ log: (_level, message) => lines.push(message) });
    const client = cluster.call(discovery);
    await untilShared(client, 'abc');
    const { sets, until } = cluster.follow(discovery);
    await until(3);
    const { failures } = await underLoad(client, async () => {
      await consul.kill();
      await waitUntil(() => lines.some((line) => line.includes('does not respond')), patience);
      await consul.startEmpty();
      await waitUntil(() => lines.some((line) => line.includes('responds again')), patience);
      await waitUntil(async () => {
        const response = await fetch(`${consul.consulAddr}/v1/health/service/${cluster.service}?passing`);
        return ((await response.json()) as unknown[]).length === 3;
      }, patience);
      await cluster.serve('d');
      await until(4);
    });
    expect(failures).toEqual([]);
    expect(sets.map((set) => set.length)).toEqual([3, 4]);
    await untilShared(client, 'abcd');
  });

  test('a process that starts without Consul uses the snapshot', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'discovery-'));
    const snapshotFile = path.join(folder, 'snapshot.json');
    await cluster.serve('a');
    await cluster.serve('b');
    const first = cluster.discover({ snapshotFile });
    await untilShared(cluster.call(first), 'ab');
    first.close();
    await consul.kill();
    await untilShared(cluster.call(cluster.discover({ snapshotFile })), 'ab');
    await expect(cluster.call(cluster.discover()).who()).rejects.toMatchObject({
      details: expect.stringMatching(/no instance of ".*": the registry does not respond: .*ECONNREFUSED/),
    });
    await consul.startEmpty();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['SRV records', () => `_${cluster.service}._tcp.service.consul`],
    ['addresses', (port: number) => `{service}.service.consul:${port}`],
  ])('the dns driver finds the same instances by %s', async (_, name) => {
    const a = await cluster.serve('a');
    const dns = { name: name(a.port), servers: [`127.0.0.1:${consul.dnsPort}`], pollMs: 100 };
    const discovery = cluster.discover({ driver: 'dns', dns });
    const client = cluster.call(discovery);
    const { sets, until } = cluster.follow(discovery);
    await until(1);
    expect(sets.at(-1)?.[0]).toMatchObject({ id: `127.0.0.1:${a.port}`, host: '127.0.0.1', port: a.port });
    expect(await client.who({ waitForReady: true })).toBe('a');
    if (dns.name.startsWith('_')) {
      await cluster.serve('b');
      await untilShared(client, 'ab');
    }
  });
});
