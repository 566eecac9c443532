import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { aGateway, type GatewayOptions, type TestGateway } from '../../testing/a-gateway.ts';
import { aProduct, aSummary } from '../../testing/builders.ts';
import { signedInAs } from '../../testing/signed-in.ts';
import { EdgeCache } from './edge-cache.ts';

let gateway: TestGateway;
afterEach(() => gateway.close());

const PAGE = { items: [aSummary()], facets: [], total: 1, inexact: false, nextPageToken: '' };

async function start(options: GatewayOptions = {}): Promise<void> {
  gateway = await aGateway({
    env: { EDGE_CACHE_TTL_MS: '60000' },
    services: {
      ProductService: {
        listProducts: async () => PAGE,
        getProduct: async ({ slug }) => ({ product: slug === 'a-mug' ? aProduct() : undefined }),
        listCategories: async () => ({ categories: [], nextPageToken: '' }),
      },
    },
    ...options,
  });
}

describe('an answer that is the same for everyone', () => {
  beforeEach(() => start());

  it('is requested once and then comes from memory, byte for byte', async () => {
    const [first, second] = [await gateway.ask('/products'), await gateway.ask('/products')];
    expect(gateway.calls).toHaveLength(1);
    expect(second.body).toBe(first.body);
    expect(second.json()).toMatchObject({ items: [{ slug: 'a-mug' }], total: 1, nextCursor: null });
    for (const { headers, statusCode } of [first, second]) {
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-cache',
        etag: first.headers.etag,
        'content-length': String(Buffer.byteLength(first.body)),
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it.each(['A mug', 'Kaffeebecher für zwei', 'Кружка'])(
    'has its length in bytes, from memory or not: %s',
    async (title) => {
      gateway.services.ProductService = { getProduct: async () => ({ product: aProduct({ title }) }) };
      for (let n = 0; n < 2; n++) {
        const { headers, rawPayload, ...answer } = await gateway.ask('/products/a-mug');
        expect(answer.json()).toMatchObject({ title });
        expect(headers['content-length']).toBe(String(rawPayload.length));
      }
    },
  );

  it('is cached by path and query', async () => {
    await gateway.ask('/products');
    await gateway.ask('/products?limit=5');
    await gateway.ask('/products/a-mug');
    await gateway.ask('/categories');
    expect(gateway.calls).toHaveLength(4);
  });

  it('does not depend on the caller', async () => {
    await gateway.ask('/products');
    const headers = await signedInAs('ada', 'customer');
    expect((await gateway.ask('/products', { headers })).statusCode).toBe(200);
    expect((await gateway.ask('/products', { headers: { authorization: 'Bearer broken' } })).statusCode).toBe(
      200,
    );
    expect(gateway.calls).toHaveLength(1);
  });

  it('is not sent again to a caller who has it, from memory or not', async () => {
    const { etag = '' } = (await gateway.ask('/products')).headers;
    const ask = () => gateway.ask('/products', { headers: { 'if-none-match': etag } });
    const cached = await ask();
    gateway.app.get(EdgeCache).drop();
    const fresh = await ask();
    for (const answer of [cached, fresh]) {
      expect(answer.statusCode).toBe(304);
      expect(answer.body).toBe('');
      expect(answer.headers.etag).toBe(etag);
      expect(answer.headers['content-type']).toBeUndefined();
    }
    expect(gateway.calls).toHaveLength(2);
  });

  it('is requested again when the catalogue has changed', async () => {
    await gateway.ask('/products');
    gateway.app.get(EdgeCache).drop();
    await gateway.ask('/products');
    expect(gateway.calls).toHaveLength(2);
  });

  it('is requested again when it was a problem', async () => {
    for (let n = 0; n < 2; n++) {
      const answer = await gateway.ask('/products/nope');
      expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'product.not_found' }]);
    }
    expect(gateway.calls).toHaveLength(2);
  });

  it('is refused without a call when the query is wrong', async () => {
    for (let n = 0; n < 2; n++) expect((await gateway.ask('/products?limit=101')).statusCode).toBe(400);
    expect(gateway.calls).toEqual([]);
  });

  it('is counted as hit or miss', async () => {
    for (let n = 0; n < 3; n++) await gateway.ask('/products');
    const text = await gateway.metrics.export();
    expect(text).toMatch(/edge_cache_lookups_total\{[^}]*result="hit"[^}]*\} 2/);
    expect(text).toMatch(/edge_cache_lookups_total\{[^}]*result="miss"[^}]*\} 1/);
  });
});

describe('concurrent requests for the same answer', () => {
  beforeEach(() => start());

  it('share one call', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.ask('/products')));
    expect(gateway.calls).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
  });

  it('share its failure', async () => {
    gateway.services.ProductService = {
      listProducts: async () => {
        throw new RetryableError('unavailable', 'away');
      },
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.ask('/products')));
    expect(gateway.calls).toHaveLength(1);
    expect(answers.every(({ statusCode }) => statusCode === 503)).toBe(true);
    // Each with its own trace.
    expect(new Set(answers.map((answer) => answer.json<{ traceId: string }>().traceId)).size).toBe(20);
  });

  it('share the refusal of their query', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => gateway.ask('/products?sort=best')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400]);
  });

  it('do not fail when the first caller disconnects', async () => {
    const first = Promise.withResolvers<void>();
    let asked = 0;
    gateway.services.ProductService = {
      listProducts: async () => {
        if (++asked > 1) return PAGE;
        await first.promise;
        throw new RetryableError('cancelled', 'the caller went away');
      },
    };
    const answers = [1, 2, 3].map(() => gateway.ask('/products'));
    first.resolve();
    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual([499, 200, 200]);
    expect(asked).toBe(2);
  });

  it('do not fail because an earlier request failed', async () => {
    gateway.services.ProductService = {
      listProducts: async () => {
        throw new DomainError('invalid', 'cursor.invalid', 'The cursor is not one of ours.');
      },
    };
    expect((await gateway.ask('/products')).statusCode).toBe(400);
    gateway.services.ProductService = { listProducts: async () => PAGE };
    expect((await gateway.ask('/products')).statusCode).toBe(200);
  });
});

describe('a lifetime of 0', () => {
  beforeEach(() => start({ env: { EDGE_CACHE_TTL_MS: '0' } }));

  it('caches no answer', async () => {
    gateway.services.ProductService = { listProducts: async () => PAGE };
    await gateway.ask('/products');
    await gateway.ask('/products');
    expect(gateway.calls).toHaveLength(2);
  });
});
