import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@tradepost/observability';
import { serviceDatabase, type TestDatabase } from '@tradepost/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { Ledger } from './io/ledger.store.ts';
import { SandboxDatabase } from './io/sandbox-database.ts';
import { WebhookSender } from './io/webhook-sender.worker.ts';
import { signWebhook } from './io/webhook-signature.ts';
import { sandboxConfig } from './sandbox.config.ts';

// Webhooks that were not accepted are sent again after growing pauses.
jest.setTimeout(30_000);

interface WebhookBody {
  id: string;
  type: string;
  authorization: { key: string; state: string };
}

let own: TestDatabase<SandboxDatabase>;
let ledger: Ledger;
let sender: WebhookSender;
let shop: Server;
const received: { event: WebhookBody; signature: string; body: string }[] = [];
/** How often the shop refuses each event before it accepts it. */
let refusals = 0;

beforeAll(async () => {
  own = await serviceDatabase(SandboxDatabase, new URL('../prisma/migrations', import.meta.url));
  shop = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const event = JSON.parse(body) as WebhookBody;
      const times = received.filter((one) => one.event.id === event.id).length;
      received.push({
        event,
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
  sender.onApplicationBootstrap();
});

afterAll(async () => {
  await sender?.onApplicationShutdown();
  shop?.closeAllConnections();
  await new Promise((done) => shop.close(done));
  await own?.close();
});

beforeEach(() => {
  received.length = 0;
  refusals = 0;
});

const authorize = (token: string, key = uuidv7(), by = ledger) =>
  by.authorize({ key, amount: 1000, currency: 'GBP', token, reference: 'TP-1' });

const receivedFor = (key: string) => received.filter(({ event }) => event.authorization.key === key);
const until = (key: string, times: number) =>
  waitFor(() => expect(receivedFor(key)).toHaveLength(times), { timeout: 15_000 });

describe('a challenge', () => {
  test.each([
    ['passed', 'authorized'],
    ['failed', 'declined'],
  ] as const)('that is %s is reported as %s by a signed webhook', async (outcome, state) => {
    const { id, key } = await authorize('tok_requires_action');
    await ledger.completeChallenge(id, outcome);
    sender.wake();
    await until(key, 1);
    const [{ event, body, signature }] = receivedFor(key) as [(typeof received)[number]];
    expect(event).toMatchObject({ type: `authorization.${state}`, authorization: { state } });
    const at = new Date(Number(/^t=(\d+)/.exec(signature)?.[1]) * 1_000);
    expect(signature).toBe(signWebhook('only-for-development-change-me', body, at));
  });

  test('has one outcome for fifty concurrent choices', async () => {
    const { id, key } = await authorize('tok_requires_action');
    const choices = Array.from({ length: 50 }, (_, i) =>
      ledger.completeChallenge(id, i % 2 ? 'passed' : 'failed'),
    );
    const outcomes = await Promise.allSettled(choices);
    const states = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.state] : []));
    expect(new Set(states).size).toBe(1);
    expect(states).toHaveLength(25);
    const { items } = await ledger.page(undefined);
    expect(items.find((one) => one.key === key)?.webhooks).toHaveLength(1);
  });

  test('must be passed before a capture', async () => {
    const { id } = await authorize('tok_requires_action');
    const capture = ledger.move({ id, key: uuidv7(), kind: 'capture', amount: 1 });
    await expect(capture).rejects.toMatchObject({ code: 'authorization.requires_action' });
  });
});

describe('a webhook', () => {
  test('that the shop does not accept is sent again with the same id', async () => {
    refusals = 2;
    const { id, key } = await authorize('tok_requires_action');
    await ledger.completeChallenge(id, 'passed');
    await until(key, 3);
    expect(new Set(receivedFor(key).map(({ event }) => event.id)).size).toBe(1);
  });

  test('of tok_duplicate_webhook is sent twice', async () => {
    const { key } = await authorize('tok_duplicate_webhook');
    await authorize('tok_duplicate_webhook', key);
    await until(key, 2);
    expect(new Set(receivedFor(key).map(({ event }) => event.id)).size).toBe(1);
  });

  test('of tok_webhook_out_of_order reports the capture before the authorisation', async () => {
    const { id, key } = await authorize('tok_webhook_out_of_order');
    await ledger.move({ id, key: `${key}/c`, kind: 'capture', amount: 1000 });
    await until(key, 2);
    expect(receivedFor(key).map(({ event }) => event.type)).toEqual([
      'authorization.captured',
      'authorization.authorized',
    ]);
  });

  test('is not sent about a change that the caller knows from the reply', async () => {
    const { id, key } = await authorize('tok_ok');
    await ledger.move({ id, key: `${key}/c`, kind: 'capture', amount: 1000 });
    const { items } = await ledger.page(undefined);
    expect(items.find((one) => one.key === key)).toMatchObject({ captured: 1000, webhooks: [] });
  });
});

describe('an authorisation', () => {
  test('of tok_capture_fails can’t be captured', async () => {
    const { id } = await authorize('tok_capture_fails');
    const capture = ledger.move({ id, key: uuidv7(), kind: 'capture', amount: 1000 });
    await expect(capture).rejects.toMatchObject({ code: 'capture.refused' });
  });

  test('expires, is reported once, and can no longer be captured', async () => {
    const expiring = new Ledger(own.db, { AUTHORIZATION_TTL_MS: 0 });
    const { id, key } = await authorize('tok_ok', uuidv7(), expiring);
    const capture = expiring.move({ id, key: uuidv7(), kind: 'capture', amount: 1000 });
    await expect(capture).rejects.toThrow();
    await Promise.all(Array.from({ length: 10 }, () => expiring.expire(100)));
    expect(await expiring.find({ key })).toMatchObject({ state: 'expired' });
    sender.wake();
    await until(key, 1);
    expect(receivedFor(key)).toMatchObject([{ event: { type: 'authorization.expired' } }]);
  });
});
