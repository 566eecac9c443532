import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { etagOf } from './etag.ts';
import { expectedVersion, idempotencyKey } from './write-headers.guard.ts';

const aRequest = (headers: Record<string, string>, requiresIdempotencyKey = false) =>
  ({ headers, routeOptions: { config: { requiresIdempotencyKey } } }) as unknown as FastifyRequest;

describe('If-Match', () => {
  it.each([
    ['"3-abc_-Z9"', 3],
    ['"3"', 3],
    ['W/"12-x"', 12],
    ['*', undefined],
  ])('%s requires version %s', (header, version) =>
    expect(expectedVersion(aRequest({ 'if-match': header }))).toBe(version),
  );

  it.each(['3', '"abc"', '""'])('%s names no version that exists', (header) =>
    expect(() => expectedVersion(aRequest({ 'if-match': header }))).toThrow(/names no version/),
  );

  it('takes the version from an ETag', () =>
    expect(expectedVersion(aRequest({ 'if-match': etagOf('{"x":1}', { version: 7 }) }))).toBe(7));
});

describe('an Idempotency-Key', () => {
  it('is required where a purchase depends on it', () => {
    expect(() => idempotencyKey(aRequest({}, true))).toThrow(/Idempotency-Key is required/);
    expect(idempotencyKey(aRequest({}))).toBe('');
  });

  it.each(['a b', 'ä', 'x'.repeat(201)])('is refused as %j', (value) =>
    expect(() => idempotencyKey(aRequest({ 'idempotency-key': value }))).toThrow(/1 to 200/),
  );

  it.each(['!', 'x'.repeat(200), '0198c5de-7a4b-7c33-9d2f-00112233aabb'])('is accepted as %j', (value) =>
    expect(idempotencyKey(aRequest({ 'idempotency-key': value }))).toBe(value),
  );
});
