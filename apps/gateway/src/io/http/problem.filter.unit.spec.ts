import { Controller, ForbiddenException, Get, HttpException, Post } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { MessageTooLarge, RetryableError } from '@tradepost/errors';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { aCart } from '../../testing/builders.ts';
import { Access } from './access.ts';
import { RepeatedError } from './repeated-error.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

let thrown: unknown;

@Access('public')
@Controller('probe')
class ProbeController {
  @Get()
  get(): never {
    throw thrown;
  }

  @Post()
  post(): string {
    return 'reached';
  }
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({
    controllers: [ProbeController],
    env: { BODY_LIMIT_BYTES: '1024' },
    services: { CartService: { createCart: async () => ({ cart: aCart() }) } },
  });
});
afterAll(() => gateway.close());
beforeEach(() => void gateway.log.splice(0));

async function problemOf(error: unknown) {
  thrown = error;
  const answer = await gateway.ask('/probe?q=private', { headers: { traceparent } });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['x-trace-id']).toBe(TRACE);
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<object>() };
}

describe('a domain error', () => {
  it('is a problem with its code, its facts, the path without the query, and the trace', async () => {
    const error = new DomainError('conflict', 'stock.insufficient', 'Only 3 are left.', { available: 3 });
    const { status, body } = await problemOf(error);
    expect(status).toBe(409);
    expect(body).toEqual({
      type: 'urn:tradepost:problem:stock.insufficient',
      title: 'Not possible in the current state',
      status: 409,
      detail: 'Only 3 are left.',
      instance: '/api/v1/probe',
      code: 'stock.insufficient',
      traceId: TRACE,
      available: 3,
    });
    expect(gateway.log).toEqual([]);
  });

  it.each([
    ['invalid', 400],
    ['unauthenticated', 401],
    ['payment', 402],
    ['forbidden', 403],
    ['missing', 404],
    ['duplicate', 409],
    ['conflict', 409],
    ['stale', 412],
    ['mismatch', 422],
  ] as const)('of the kind %s is %i', async (kind, expected) => {
    const { status, headers } = await problemOf(new DomainError(kind, 'some.code', 'Some detail.'));
    expect(status).toBe(expected);
    expect(headers['www-authenticate']).toBe(expected === 401 ? 'Bearer' : undefined);
    expect(headers['retry-after']).toBeUndefined();
  });

  it.each(['idempotency.in_flight', 'cart.completing'])(
    'that ends by itself says when to try again: %s',
    async (code) => {
      const { status, headers } = await problemOf(new DomainError('conflict', code, 'Some detail.'));
      expect([status, headers['retry-after']]).toEqual([409, '1']);
    },
  );

  it('that was answered before has the trace of its first time', async () => {
    const error = new DomainError('payment', 'payment.declined', 'Declined.');
    const { status, body } = await problemOf(new RepeatedError(error, 'f'.repeat(32)));
    expect(status).toBe(402);
    expect(body).toMatchObject({ code: 'payment.declined', detail: 'Declined.', traceId: 'f'.repeat(32) });
  });
});

describe('a retryable error', () => {
  it.each([
    ['busy', 429, '1'],
    ['aborted', 409, undefined],
    ['unavailable', 503, '1'],
    ['timeout', 504, undefined],
    ['cancelled', 499, undefined],
  ] as const)('because of %s is %i, with Retry-After %s', async (reason, expected, retryAfter) => {
    const { status, headers, body } = await problemOf(new RetryableError(reason, 'cart: secret detail'));
    expect(status).toBe(expected);
    expect(headers['retry-after']).toBe(retryAfter);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it.each([
    [300, '1'],
    [1_500, '2'],
    [60_000, '60'],
  ])('to be retried after %i ms says so in whole seconds', async (retryAfterMs, expected) => {
    const { headers } = await problemOf(new RetryableError('busy', 'limit', { retryAfterMs }));
    expect(headers['retry-after']).toBe(expected);
  });
});

describe('a message between services that is too large', () => {
  it.each([
    ['request', 413],
    ['response', 500],
  ] as const)('is no overload: a %s is %i, and nothing says to try again', async (part, expected) => {
    const { status, headers, body } = await problemOf(new MessageTooLarge(part, 'cart: secret detail'));
    expect([status, headers['retry-after']]).toEqual([expected, undefined]);
    expect(body).toMatchObject({ code: 'message.too_large' });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});

describe('an unknown error', () => {
  it.each([[new Error('password=hunter2')], ['a string'], [undefined], [null], [{ secret: 1 }]])(
    '%p is a 500 that says nothing of it',
    async (error) => {
      const { status, body } = await problemOf(error);
      expect(status).toBe(500);
      expect(body).toMatchObject({ code: 'internal', traceId: TRACE });
      expect(JSON.stringify(body)).not.toMatch(/hunter2|a string|secret/);
    },
  );

  it('is logged with method, path and trace', async () => {
    const error = new Error('a bug');
    await problemOf(error);
    expect(gateway.log).toEqual([
      {
        level: 'error',
        message: 'request failed',
        fields: { err: error, method: 'GET', path: '/api/v1/probe', traceId: TRACE },
      },
    ]);
  });

  it('of Nest keeps its status, and does not show its message', async () => {
    expect(await problemOf(new ForbiddenException('inner reason'))).toMatchObject({
      status: 403,
      body: { code: 'auth.forbidden' },
    });
    const { status, body } = await problemOf(new HttpException('inner reason', 418));
    expect([status, body]).toMatchObject([418, { code: 'request.malformed' }]);
    expect(JSON.stringify(body)).not.toContain('inner');
    expect((await problemOf(new HttpException('inner reason', 500))).body).toMatchObject({
      code: 'internal',
    });
  });
});

describe('a malformed HTTP message', () => {
  const json = { 'content-type': 'application/json' };
  const send = (payload: string | Buffer, headers: Record<string, string> = json) =>
    gateway.ask('/carts', { method: 'POST', payload, headers });

  it.each([
    ['{"lines": [', 'The body must be JSON (RFC 8259).'],
    ['nonsense', 'The body must be JSON (RFC 8259).'],
    ['{"__proto__": {"isAdmin": true}}', 'The body must be JSON (RFC 8259).'],
    ['', /empty although Content-Type/],
  ])('%j is malformed', async (payload, detail) => {
    const answer = await send(payload);
    expect(answer.statusCode).toBe(400);
    const problem = answer.json<{ code: string; detail: string }>();
    expect(problem.code).toBe('request.malformed');
    expect(problem.detail).toMatch(detail);
  });

  it.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'a body of %s is not taken',
    async (type) => {
      const answer = await send('a=1', { 'content-type': type });
      expect(answer.statusCode).toBe(415);
      expect(answer.json()).toMatchObject({
        code: 'request.media_type',
        detail: 'Content-Type must be application/json.',
      });
    },
  );

  it('a body without a media type is not taken', async () => {
    const answer = await gateway.ask('/carts', { method: 'POST', payload: Buffer.from('{}') });
    expect(answer.statusCode).toBe(415);
  });

  it('a body above the limit is too large, one below is not', async () => {
    const payload = (length: number) => JSON.stringify({ lines: [], filler: 'x'.repeat(length) });
    const large = await send(payload(2_000));
    expect(large.statusCode).toBe(413);
    expect(large.json()).toMatchObject({ code: 'request.too_large' });
    expect((await send(payload(500))).json()).toMatchObject({ code: 'request.invalid' });
  });

  it('a path with a broken escape is malformed', async () => {
    const answer = await gateway.ask('/%zz');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'request.malformed',
      detail: 'The path must be percent-encoded correctly.',
      instance: '/api/v1/%zz',
    });
    expect(answer.json<{ traceId: string }>().traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('an unknown path', () => {
  it.each([
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/v1'],
    ['GET', '/api/v2/products'],
    ['GET', '/api'],
    ['POST', '/api/v1/nothing'],
    ['DELETE', '/api/v1/products/a/b'],
    ['GET', '/.well-known/nothing'],
    ['GET', '/docs/nothing'],
    // No storefront is configured here.
    ['GET', '/'],
    ['GET', '/metrics'],
    ['GET', '/health/ready'],
  ] as const)('%s %s is a 404 problem', async (method, url) => {
    const answer = await gateway.ask('', { method, url });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ code: 'route.not_found', instance: url, status: 404 });
  });
});
