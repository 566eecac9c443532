import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { PLATFORM, type Platform } from '@tradepost/nest';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';

let connections = 0;
const storefront = createServer((_request, response) =>
  response.writeHead(200, { 'content-length': 5 }).end(),
);
storefront.on('connection', () => connections++);
let gateway: TestGateway;

afterEach(async () => {
  await gateway.close();
  storefront.closeAllConnections();
  await new Promise((closed) => storefront.close(closed));
});

it('asks whether the storefront answers on one connection, however often', async () => {
  await once(storefront.listen(0, '127.0.0.1'), 'listening');
  const { port } = storefront.address() as AddressInfo;
  gateway = await aGateway({ env: { STOREFRONT_URL: `http://127.0.0.1:${port}` } });
  const { readiness } = gateway.app.get<Platform>(PLATFORM);
  for (let n = 0; n < 3; n++) {
    const { dependencies } = await readiness.report();
    expect(dependencies['storefront']).toEqual({ state: 'up', required: false });
    await new Promise(setImmediate);
  }
  expect(connections).toBe(1);
});
