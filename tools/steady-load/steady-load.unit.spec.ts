import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { SteadyLoad } from './steady-load.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A shop that answers every request with the status and an empty list. */
async function shopThatAnswers(status: number): Promise<string> {
  server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"items":[]}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('counts each failed purchase once, by what was wrong', async () => {
  const load = new SteadyLoad(await shopThatAnswers(503), 0.01);
  const { purchases, requests, failures } = await load.finish();
  expect({ purchases, requests }).toEqual({ purchases: 1, requests: 1 });
  expect([...failures]).toEqual([[expect.stringContaining('expected 200, got 503'), 1]]);
});

it('counts an answer that is wrong although its status is right', async () => {
  const load = new SteadyLoad(await shopThatAnswers(200), 0.01);
  const { failures } = await load.finish();
  expect([...failures]).toEqual([['a purchase needs two products in stock, there are 0', 1]]);
});
