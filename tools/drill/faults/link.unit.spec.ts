import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Link } from './link.ts';
import { ProviderLink } from './provider-link.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a link', () => {
  let link: Link;
  beforeEach(async () => {
    const server = net.createServer((socket) => socket.on('error', () => {}).pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    link = await Link.to('127.0.0.1', (server.address() as AddressInfo).port);
    closing.push(
      () => new Promise((done) => server.close(done)),
      () => link.close(),
    );
  });

  const connected = async (): Promise<net.Socket> => {
    const socket = net.connect(link.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };

  it('passes bytes on in their order, also when it is slow', async () => {
    const socket = await connected();
    link.slowDown(20);
    const sent = Array.from({ length: 50 }, (_, n) => `${n},`);
    const from = performance.now();
    for (const part of sent) socket.write(part);
    let got = '';
    for await (const data of socket) {
      got += String(data);
      if (got.length >= sent.join('').length) break;
    }
    expect(got).toBe(sent.join(''));
    expect(performance.now() - from).toBeGreaterThanOrEqual(38);
  });

  it('that is cut ends every connection and refuses new ones, until it is mended', async () => {
    const socket = await connected();
    socket.write('x');
    await once(socket, 'data');
    link.cut();
    await once(socket, 'close');
    const refused = await connected();
    await once(refused, 'close');
    link.mend();
    const again = await connected();
    again.write('y');
    expect(String((await once(again, 'data'))[0])).toBe('y');
    again.destroy();
  });
});

describe('the link to the provider', () => {
  it('passes on, or puts the card that is declined into what it passes on', async () => {
    const bodies: string[] = [];
    const server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const link = await ProviderLink.open();
    link.target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    closing.push(
      () => new Promise((done) => server.close(done)),
      () => link.close(),
    );
    const post = async () => {
      const answer = await fetch(`${link.url}/authorizations`, {
        method: 'POST',
        body: '{"token":"tok_ok"}',
      });
      await answer.text();
      return answer.status;
    };
    expect(await post()).toBe(201);
    link.behaviour = 'declines all';
    expect(await post()).toBe(201);
    expect(bodies).toEqual(['{"token":"tok_ok"}', '{"token":"tok_declined"}']);
    link.behaviour = 'never answers';
    await expect(
      fetch(`${link.url}/authorizations`, { method: 'POST', body: '{}', signal: AbortSignal.timeout(100) }),
    ).rejects.toThrow('timeout');
    server.closeAllConnections();
  });
});
