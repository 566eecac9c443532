import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { underLoad } from './testing/load.ts';
import { PrivateConsul, consulProgram } from './testing/private-consul.ts';
import { ShopOfEchoes, patience, untilShared } from './testing/shop-of-echoes.ts';

const program = consulProgram(process.env);

// These need a Consul that may be killed, so the shared one will not do.
jest.setTimeout(60_000);
(!program ? describe.skip : describe)('with a Consul of our own', () => {
  let consul: PrivateConsul;
  let shop: ShopOfEchoes;

  beforeAll(async () => {
    consul = await PrivateConsul.start(program ?? '');
  }, 30_000);
  afterAll(() => consul.kill());
  beforeEach(() => {
    shop = new ShopOfEchoes(consul.consulAddr);
  });
  afterEach(() => shop.close());

  test('calls go on while Consul hangs, and who started meanwhile is found once it goes on', async () => {
    const [a] = [await shop.serve('a'), await shop.serve('b')];
    const discovery = shop.discover();
    const client = shop.call(discovery);
    await untilShared(client, 'ab');
    const { sets } = shop.follow(discovery);
    const { failures } = await underLoad(client, async () => {
      consul.pause();
      // Starts although it cannot register yet: that takes as long as Consul may take to answer.
      await shop.serve('c');
      const before = a.calls();
      await waitUntil(() => a.calls() > before + 200, patience);
      consul.resume();
      await waitUntil(async () => (await client.tally(3))['c'] === 1, patience);
    });
    expect(failures).toEqual([]);
    expect(Math.min(...sets.map((set) => set.length))).toBeGreaterThanOrEqual(2);
  });

  test('calls go on when Consul is killed and comes back with nothing in it', async () => {
    await shop.serve('a');
    await shop.serve('b');
    await shop.serve('c');
    const lines: string[] = [];
    const discovery = shop.discover({ log: (_level, message) => lines.push(message) });
    const client = shop.call(discovery);
    await untilShared(client, 'abc');
    const { sets, until } = shop.follow(discovery);
    await until(3);
    const { failures } = await underLoad(client, async () => {
      await consul.kill();
      await waitUntil(() => lines.some((line) => line.includes('silent')), patience);
      await consul.startEmpty();
      await waitUntil(() => lines.some((line) => line.includes('answers again')), patience);
      await waitUntil(async () => {
        const response = await fetch(`${consul.consulAddr}/v1/health/service/${shop.service}?passing`);
        return ((await response.json()) as unknown[]).length === 3;
      }, patience);
      await shop.serve('d');
      await until(4);
    });
    expect(failures).toEqual([]);
    expect(sets.map((set) => set.length)).toEqual([3, 4]);
    await untilShared(client, 'abcd');
  });

  test('a process that starts without Consul uses what was known before', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'discovery-'));
    const snapshotFile = path.join(folder, 'snapshot.json');
    await shop.serve('a');
    await shop.serve('b');
    const first = shop.discover({ snapshotFile });
    await untilShared(shop.call(first), 'ab');
    first.close();
    await consul.kill();
    await untilShared(shop.call(shop.discover({ snapshotFile })), 'ab');
    await expect(shop.call(shop.discover()).who()).rejects.toMatchObject({
      details: expect.stringMatching(/no instance of ".*": the registry is silent: .*ECONNREFUSED/),
    });
    await consul.startEmpty();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['SRV records', () => `_${shop.service}._tcp.service.consul`],
    ['addresses', (port: number) => `{service}.service.consul:${port}`],
  ])('the dns driver finds the same instances by %s', async (_, name) => {
    const a = await shop.serve('a');
    const dns = { name: name(a.port), servers: [`127.0.0.1:${consul.dnsPort}`], pollMs: 100 };
    const discovery = shop.discover({ driver: 'dns', dns });
    const client = shop.call(discovery);
    const { sets, until } = shop.follow(discovery);
    await until(1);
    expect(sets.at(-1)?.[0]).toMatchObject({ id: `127.0.0.1:${a.port}`, host: '127.0.0.1', port: a.port });
    expect(await client.who({ waitForReady: true })).toBe('a');
    if (dns.name.startsWith('_')) {
      await shop.serve('b');
      await untilShared(client, 'ab');
    }
  });
});
