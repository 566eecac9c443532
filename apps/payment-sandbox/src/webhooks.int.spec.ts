import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@tradepost/observability';
import { testDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { Ledger } from './io/ledger.ts';
import { signatureOf } from './io/webhooks.ts';
import { WebhookSender } from './io/webhook-sender.ts';
import { sandboxConfig } from './sandbox.config.ts';

// News that nobody took is sent again after a growing pause.
jest.setTimeout(30_000);

type Told = { id: string; type: string; authorization: { key: string; state: string } };

let own: TestDatabase;
let ledger: Ledger;
let sender: WebhookSender;
let shop: Server;
const heard: { told: Told; signature: string; body: string }[] = [];
/** How often the shop refuses each piece of news before it takes it. */
let refusals = 0;

beforeAll(async () => {
  own = await testDatabase(new URL('../prisma/migrations', import.meta.url));
  shop = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const told = JSON.parse(body) as Told;
      const times = heard.filter((one) => one.told.id === told.id).length;
      heard.push({
        told,
        body,
        signature: String(request.headers['sandbox-signature']),
      });
      response.writeHead(times < refusals ? 503 : 200).end();
    });
  });
  await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`;
  const config = sandboxConfig.parse({ DATABASE_URL: own.url, SANDBOX_WEBHOOK_URL: url });
  ledger = new Ledger(own.db, config);
  const log = { info: () => {}, warn: () => {}, error: () => {} } as unknown as Logger;
  sender = new WebhookSender(config, own.db, log);
  sender.start();
});

afterAll(async () => {
  await sender?.stop();
  shop?.closeAllConnections();
  await new Promise((done) => shop.close(done));
  await own?.close();
});

beforeEach(() => {
  heard.length = 0;
  refusals = 0;
});

const authorize = (token: string, key = uuidv7(), by = ledger) =>
  by.authorize({ key, amount: 1000, currency: 'GBP', token, reference: 'TP-1' });

const toldOf = (key: string) => heard.filter(({ told }) => told.authorization.key === key);
const until = (key: string, times: number) =>
  waitFor(() => expect(toldOf(key)).toHaveLength(times), { timeout: 15_000 });

describe('a challenge', () => {
  test.each([
    ['passed', 'authorized'],
    ['failed', 'declined'],
  ] as const)('that is %s is told as %s, signed', async (outcome, state) => {
    const { id, key } = await authorize('tok_requires_action');
    await ledger.challenge(id, outcome);
    sender.wake();
    await until(key, 1);
    const [{ told, body, signature }] = toldOf(key) as [(typeof heard)[number]];
    expect(told).toMatchObject({ type: `authorization.${state}`, authorization: { state } });
    const at = new Date(Number(/^t=(\d+)/.exec(signature)?.[1]) * 1_000);
    expect(signature).toBe(signatureOf('only-for-development-change-me', body, at));
  });

  test('is passed or failed once, by fifty at once', async () => {
    const { id, key } = await authorize('tok_requires_action');
    const presses = Array.from({ length: 50 }, (_, i) => ledger.challenge(id, i % 2 ? 'passed' : 'failed'));
    const outcomes = await Promise.allSettled(presses);
    const states = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.state] : []));
    expect(new Set(states).size).toBe(1);
    expect(states).toHaveLength(25);
    const { items } = await ledger.page(undefined);
    expect(items.find((one) => one.key === key)?.webhooks).toHaveLength(1);
  });

  test('must be passed before money can be taken', async () => {
    const { id } = await authorize('tok_requires_action');
    const capture = ledger.move({ id, key: uuidv7(), kind: 'capture', amount: 1 });
    await expect(capture).rejects.toMatchObject({ code: 'authorization.requires_action' });
  });
});

describe('a webhook', () => {
  test('that the shop does not take is sent again with the same id', async () => {
    refusals = 2;
    const { id, key } = await authorize('tok_requires_action');
    await ledger.challenge(id, 'passed');
    await until(key, 3);
    expect(new Set(toldOf(key).map(({ told }) => told.id)).size).toBe(1);
  });

  test('of tok_duplicate_webhook comes twice', async () => {
    const { key } = await authorize('tok_duplicate_webhook');
    await authorize('tok_duplicate_webhook', key);
    await until(key, 2);
    expect(new Set(toldOf(key).map(({ told }) => told.id)).size).toBe(1);
  });

  test('of tok_webhook_out_of_order tells of the capture before the promise', async () => {
    const { id, key } = await authorize('tok_webhook_out_of_order');
    await ledger.move({ id, key: `${key}/c`, kind: 'capture', amount: 1000 });
    await until(key, 2);
    expect(toldOf(key).map(({ told }) => told.type)).toEqual([
      'authorization.captured',
      'authorization.authorized',
    ]);
  });

  test('is not sent to who got an answer', async () => {
    const { id, key } = await authorize('tok_ok');
    await ledger.move({ id, key: `${key}/c`, kind: 'capture', amount: 1000 });
    const { items } = await ledger.page(undefined);
    expect(items.find((one) => one.key === key)).toMatchObject({ captured: 1000, webhooks: [] });
  });
});

describe('a promise', () => {
  test('of tok_capture_fails can not be taken', async () => {
    const { id } = await authorize('tok_capture_fails');
    const capture = ledger.move({ id, key: uuidv7(), kind: 'capture', amount: 1000 });
    await expect(capture).rejects.toMatchObject({ code: 'capture.refused' });
  });

  test('runs out, is told of once, and can not be taken any more', async () => {
    const hasty = new Ledger(own.db, { AUTHORIZATION_TTL_MS: 0 });
    const { id, key } = await authorize('tok_ok', uuidv7(), hasty);
    const capture = hasty.move({ id, key: uuidv7(), kind: 'capture', amount: 1000 });
    await expect(capture).rejects.toThrow();
    await Promise.all(Array.from({ length: 10 }, () => hasty.expire(100)));
    expect(await hasty.byKey(key)).toMatchObject({ state: 'expired' });
    sender.wake();
    await until(key, 1);
    expect(toldOf(key)).toMatchObject([{ told: { type: 'authorization.expired' } }]);
  });
});
