import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from '@jest/globals';
import { etagOf, matches } from './etag.ts';
import { checkOrigin, expectedVersion, idempotencyKey } from './guards.ts';

const aRequest = (headers: Record<string, string>, method = 'POST') =>
  ({ method, headers: { host: 'shop.example', ...headers } }) as unknown as FastifyRequest;

const OWN = 'https://shop.example';

describe('a write', () => {
  it.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: OWN }],
    [{ origin: 'http://shop.example' }],
  ])('is let in with %j', (headers) => expect(() => checkOrigin(aRequest(headers), OWN)).not.toThrow());

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'cross-site', origin: OWN }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'https://shop.example.evil.example' }],
  ])('is refused with %j', (headers) =>
    expect(() => checkOrigin(aRequest(headers), OWN)).toThrow(/another site/),
  );

  it('is what is checked, not a read', () =>
    expect(() => checkOrigin(aRequest({ 'sec-fetch-site': 'cross-site' }, 'GET'), OWN)).not.toThrow());
});

describe('If-Match', () => {
  it.each([
    ['"3-abc_-Z9"', 3],
    ['"3"', 3],
    ['W/"12-x"', 12],
    ['*', undefined],
  ])('%s demands version %s', (header, version) =>
    expect(expectedVersion(aRequest({ 'if-match': header }))).toBe(version),
  );

  it.each(['3', '"abc"', '""'])('%s names no version that exists', (header) =>
    expect(() => expectedVersion(aRequest({ 'if-match': header }))).toThrow(/does not exist/),
  );
});

describe('an ETag', () => {
  it('changes with the body, and carries the version for If-Match', () => {
    const [a, b] = [etagOf('{"x":1}', { version: 7 }), etagOf('{"x":2}', { version: 7 })];
    expect(a).not.toBe(b);
    expect(expectedVersion(aRequest({ 'if-match': a }))).toBe(7);
  });

  it.each([['"a"'], ['W/"a"'], ['"b", "a"'], ['*']])('matches If-None-Match %s', (header) =>
    expect(matches(header, '"a"')).toBe(true),
  );
  it.each([['"b"'], [undefined], ['a']])('does not match %s', (header) =>
    expect(matches(header, '"a"')).toBe(false),
  );
});

describe('an Idempotency-Key', () => {
  it('is demanded where a purchase depends on it', () => {
    expect(() => idempotencyKey(aRequest({}), true)).toThrow(/Send an Idempotency-Key/);
    expect(idempotencyKey(aRequest({}), false)).toBe('');
  });

  it.each(['a b', 'ä', 'x'.repeat(201)])('is refused as %j', (value) =>
    expect(() => idempotencyKey(aRequest({ 'idempotency-key': value }), false)).toThrow(/1 to 200/),
  );
});
