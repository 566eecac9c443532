import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart, aSummary } from '../../testing/builders.ts';
import { listening } from '../../testing/listening.ts';

let gateway: TestGateway;
let port: number;
beforeAll(async () => {
  gateway = await aGateway({
    services: {
      CartService: { createCart: async () => ({ cart: aCart() }) },
      ProductService: {
        listProducts: async () => ({
          ...{ items: [aSummary()], facets: [], total: 1, inexact: false, nextPageToken: '' },
        }),
      },
    },
  });
  port = await listening(gateway);
});
afterAll(() => gateway.close());

/** Bytes as they are sent, and the answer as it comes. */
const raw = (bytes: string): Promise<string> =>
  new Promise((done, fail) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => done(answer)).on('error', fail);
  });

describe('a body', () => {
  const post = (headers: Record<string, string>, payload: string | Buffer = '{}') =>
    gateway.ask('/carts', { method: 'POST', headers, payload });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
    'application/json; charset=US-ASCII',
  ])('may be %s', async (type) => expect((await post({ 'content-type': type })).statusCode).toBe(201));

  it.each([
    'application/json; charset=latin1',
    'application/json;charset=utf-16',
    'text/json',
    'application/ld+json',
  ])('may not be %s', async (type) => {
    const answer = await post({ 'content-type': type });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'request.media_type' });
  });

  it.each(['gzip', 'br', 'deflate, gzip', 'GZIP', 'x-unknown'])(
    'may not be compressed: %s',
    async (encoding) => {
      const answer = await post({ 'content-type': 'application/json', 'content-encoding': encoding });
      expect([answer.statusCode, answer.headers['accept-encoding']]).toEqual([415, 'identity']);
      expect(answer.json()).toMatchObject({ code: 'request.content_encoding' });
    },
  );

  it('may say that it is not compressed', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' };
    expect((await post(headers)).statusCode).toBe(201);
  });

  it('is sent once it is asked for', async () => {
    const head = ['POST /api/v1/carts HTTP/1.1', 'host: x', 'connection: close', 'expect: 100-continue'];
    const answer = await raw(
      [...head, 'content-type: application/json', 'content-length: 2', '', '{}'].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 201 /);
  });
});

describe('headers that a read has no use for', () => {
  it.each([
    ['accept', 'application/xml'],
    ['accept', 'text/html;q=0.9, image/*'],
    ['accept', ''],
    ['range', 'bytes=0-3'],
    ['if-modified-since', 'Wed, 21 Oct 2065 07:28:00 GMT'],
    ['if-unmodified-since', 'Wed, 21 Oct 1995 07:28:00 GMT'],
    ['accept-encoding', 'zstd'],
    ['content-type', 'nonsense'],
    ['content-encoding', 'gzip'],
    ['te', 'trailers'],
  ])('are harmless: %s: %s', async (name, value) => {
    const answer = await gateway.ask('/products', { headers: { [name]: value } });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      ...[200, 'application/json; charset=utf-8'],
    ]);
    expect(answer.json()).toMatchObject({ items: [{ slug: 'a-mug' }] });
  });
});

describe('a connection', () => {
  it('may be of HTTP/1.0, without Host', async () => {
    expect(await raw('GET /api/v1/products HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  });

  it('is given the limit of the server as a whole', async () => {
    const answer = await raw('OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 204 /);
    expect(answer).toContain('\r\nallow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n');
  });

  it.each([
    ['GARBAGE\r\n\r\n', 400],
    ['GET /api/v1/pro ducts HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['FOO /api/v1/products HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['GET api/v1/products HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    [`GET /api/v1/products HTTP/1.1\r\nhost: x\r\ncookie: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ])('that is no HTTP gets a problem: %#', async (bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json; charset=utf-8\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status });
  });
});
