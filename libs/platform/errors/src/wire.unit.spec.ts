import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { DomainError, type RefusalKind } from '@tradepost/decision';
import { describe, expect, it } from '@jest/globals';
import {
  MessageTooLarge,
  RetryableError,
  type RetryableReason,
  RETRYABLES,
  REFUSALS,
  fromWire,
  toProblem,
  toWire,
} from './index.ts';

const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

describe('an error between services', () => {
  it.each(Object.keys(REFUSALS) as RefusalKind[])('stays a DomainError: %s', (kind) => {
    const sent = new DomainError(kind, 'stock.insufficient', 'Only 2 left — “sorry”', {
      errors: [{ code: 'a', available: 2 }],
    });
    const got = fromWire(toWire(sent), 'product');
    expect(got).toBeInstanceOf(DomainError);
    expect(got).toMatchObject({ kind, code: sent.code, message: sent.message, facts: sent.facts });
  });

  it.each(Object.keys(RETRYABLES) as RetryableReason[])('stays a retryable error: %s', (reason) => {
    const got = fromWire(toWire(new RetryableError(reason, 'later', { retryAfterMs: 250 })), 'product');
    expect(got).toBeInstanceOf(RetryableError);
    expect(got).toMatchObject({ reason, retryAfterMs: 250 });
  });

  it('withholds the message of a bug', () => {
    expect(toWire(new Error('password=hunter2'))).toEqual({ grpc: 13, message: 'internal error' });
  });

  it.each(['y'.repeat(10_000), 'ß'.repeat(5_000)])('omits facts that would not fit into a header', (long) => {
    const big = new DomainError('conflict', 'x', 'x', { errors: [long] });
    const got = fromWire(toWire(big), 'product') as DomainError;
    expect([got.code, got.facts]).toEqual(['x', {}]);
  });
});

describe('RESOURCE_EXHAUSTED without our details', () => {
  const of = (message: string, requestBytes = 10) =>
    fromWire({ grpc: 8, message }, 'product', () => requestBytes);

  it.each([
    ['Attempted to send message with a size larger than 100', 'request'],
    ['Sent message larger than max (105 vs. 100)', 'response'],
    ['Received message larger than max (101 vs 100)', 'response'],
    ['Received message that decompresses to a size larger than 100', 'response'],
  ])('is a message that is too large: %s', (message, part) => {
    expect(of(message)).toMatchObject({ name: 'MessageTooLarge', part, message: `product: ${message}` });
  });

  it('is about the request when that exceeds the limit', () => {
    expect(of('Received message larger than max (101 vs 100)', 101)).toMatchObject({ part: 'request' });
  });

  it.each(['Bandwidth exhausted or memory limit exceeded', 'upstream rate limit: larger than usual'])(
    'is overload otherwise: %s',
    (message) => expect(of(message)).toMatchObject({ name: 'RetryableError', reason: 'busy' }),
  );
});

describe('details that are not ours', () => {
  const unavailable = { grpc: 14, message: 'no healthy upstream' };

  it.each([
    ['are no message', Buffer.from('no healthy upstream')],
    ['are of another type', aStatus('type.googleapis.com/google.rpc.BadRequest', Buffer.from('sorry'))],
    ['have facts that are no JSON', aStatus(ERROR_INFO, anErrorInfo({ kind: 'conflict', facts: '{' }))],
    ['have an unknown kind', aStatus(ERROR_INFO, anErrorInfo({ kind: 'constructor' }))],
  ])('leave the decision to the status: they %s', (_how, details) => {
    expect(fromWire({ ...unavailable, details }, 'product')).toMatchObject({
      ...{ name: 'RetryableError', reason: 'unavailable', message: 'product: no healthy upstream' },
    });
  });
});

function aStatus(type: string, value: Uint8Array): Uint8Array {
  const any = new BinaryWriter().uint32(10).string(type).uint32(18).bytes(value).finish();
  return new BinaryWriter().uint32(8).int32(14).uint32(26).bytes(any).finish();
}

function anErrorInfo(metadata: Record<string, string>): Uint8Array {
  const info = new BinaryWriter().uint32(10).string('x');
  for (const [key, value] of Object.entries(metadata))
    info.uint32(26).fork().uint32(10).string(key).uint32(18).string(value).join();
  return info.finish();
}

describe('a problem', () => {
  const where = { instance: '/api/v1/orders', traceId: 'abc' };

  it('carries code, facts and trace', () => {
    const { problem } = toProblem(
      new DomainError('stale', 'version.stale', 'It has version 3.', { version: 3 }),
      where,
    );
    expect(problem).toMatchObject({ status: 412, code: 'version.stale', version: 3, ...where });
  });

  it('does not let facts replace its standard members', () => {
    const { problem } = toProblem(new DomainError('invalid', 'x', 'x', { status: 200, code: 'y' }), where);
    expect(problem).toMatchObject({ status: 400, code: 'x' });
  });

  it('tells a request that is too large from an answer that is', () => {
    const of = (part: 'request' | 'response') =>
      toProblem(new MessageTooLarge(part, 'product: Sent message larger than max'), where);
    expect(of('request').problem).toMatchObject({ status: 413, code: 'message.too_large' });
    expect(of('response').problem).toMatchObject({ status: 500, code: 'message.too_large' });
    // Neither says when to try again, nor what the service said.
    expect(JSON.stringify([of('request'), of('response')])).not.toMatch(/retryAfterMs|Sent message/);
  });

  it('does not reveal bugs', () => {
    const { problem } = toProblem(new Error('relation "orders" does not exist'), where);
    expect(JSON.stringify(problem)).not.toContain('relation');
    expect(problem.status).toBe(500);
  });
});
