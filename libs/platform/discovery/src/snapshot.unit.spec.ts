import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { followConsul } from './consul/follow-consul.ts';
import { Snapshot } from './snapshot.ts';
import { anInstance, listeningLog } from './testing/an-instance.ts';
import { FakeConsul } from './testing/fake-consul.ts';
import { WatchingDiscovery } from './watching-discovery.ts';

// Generous, because a loaded machine is slow.
jest.setTimeout(30_000);

const a = anInstance();
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'discovery-'));
  file = path.join(folder, 'deep', 'snapshot.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('keeps the instances of each service across processes', async () => {
  const { log } = listeningLog();
  const first = new Snapshot(file, log);
  first.remember('product', [a]);
  first.remember('cart', [{ ...a, id: 'c' }]);
  await first.flush();
  const second = new Snapshot(file, log);
  expect(second.recall('product')).toEqual([a]);
  expect(second.recall('cart')).toEqual([{ ...a, id: 'c' }]);
  expect(second.recall('order')).toEqual([]);
});

test('keeps the last non-empty set', async () => {
  const { log } = listeningLog();
  const snapshot = new Snapshot(file, log);
  snapshot.remember('product', [a]);
  snapshot.remember('product', []);
  await snapshot.flush();
  expect(new Snapshot(file, log).recall('product')).toEqual([a]);
});

test('is replaced atomically, leaving no temporary file', async () => {
  const { log } = listeningLog();
  const snapshot = new Snapshot(file, log);
  for (let port = 1; port <= 50; port += 1) snapshot.remember('product', [{ ...a, port }]);
  await snapshot.flush();
  expect(readdirSync(path.dirname(file))).toEqual(['snapshot.json']);
  expect(JSON.parse(readFileSync(file, 'utf8')).services.product[0].port).toBe(50);
});

test.each([
  '',
  '{"format":1,"serv',
  '[]',
  '{"format":2,"services":{}}',
  '{"format":1,"services":{"product":7}}',
])('is empty when the file holds %j', (text) => {
  const torn = path.join(folder, 'torn.json');
  writeFileSync(torn, text);
  expect(new Snapshot(torn, listeningLog().log).recall('product')).toEqual([]);
});

test('that cannot be written is logged once', async () => {
  const { log, lines } = listeningLog();
  writeFileSync(path.join(folder, 'deep'), 'a file where a folder should be');
  const snapshot = new Snapshot(file, log);
  snapshot.remember('product', [a]);
  await snapshot.flush();
  snapshot.remember('product', [{ ...a, port: 2 }]);
  await snapshot.flush();
  expect(lines).toEqual(['warn cannot write the discovery snapshot']);
});

test('lets a process start while Consul is unavailable', async () => {
  const consul = await FakeConsul.start({ index: 1, instances: [a] });
  const options = { scheme: 'test', log: listeningLog().log, snapshotFile: file };
  const follow = followConsul({ consulAddr: consul.consulAddr });
  const first = new WatchingDiscovery({ ...options, follow });
  first.watch('product', () => undefined);
  await waitFor(() => readFileSync(file), { timeout: 20_000 });
  first.close();
  await consul.stop();

  const second = new WatchingDiscovery({ ...options, follow });
  const heard = await new Promise((resolve) => second.watch('product', resolve));
  second.close();
  expect(heard).toEqual([a]);
});
