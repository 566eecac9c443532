import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { checkOrigin } from './check-origin.ts';

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
  ])('is admitted with %j', (headers) => expect(() => checkOrigin(aRequest(headers), OWN)).not.toThrow());

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

  it.each(['PUT', 'PATCH', 'DELETE'])('is also %s', (method) =>
    expect(() => checkOrigin(aRequest({ 'sec-fetch-site': 'cross-site' }, method), OWN)).toThrow(
      /another site/,
    ),
  );

  it('is checked, a read is not', () =>
    expect(() => checkOrigin(aRequest({ 'sec-fetch-site': 'cross-site' }, 'GET'), OWN)).not.toThrow());
});
