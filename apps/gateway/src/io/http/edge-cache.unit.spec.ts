import { Metrics } from '@tradepost/observability';
import { describe, expect, it } from '@jest/globals';
import { gatewayConfig } from '../../gateway.config.ts';
import { EdgeCache } from './edge-cache.ts';

const aCache = (ttlMs = 900) =>
  new EdgeCache(gatewayConfig.parse({ EDGE_CACHE_TTL_MS: String(ttlMs) }), new Metrics('test'));
const answer = (text: string) => ({ body: Buffer.from(text), etag: `"${text}"` });

describe('the edge cache', () => {
  it('answers from memory until the answer is too old', async () => {
    const cache = aCache(900);
    await cache.take('/a', 1_000, async () => answer('first'));
    expect(cache.get('/a', 1_900)?.etag).toBe('"first"');
    expect(cache.get('/a', 1_901)).toBeUndefined();
  });

  it('counts age from the question, not from the answer', async () => {
    const cache = aCache(900);
    const slow = Promise.withResolvers<void>();
    const asked = cache.take('/a', 1_000, async () => slow.promise.then(() => answer('old')));
    slow.resolve();
    expect((await asked).bornMs).toBe(1_000);
  });

  it('asks once for many who miss at the same time', async () => {
    const cache = aCache();
    let questions = 0;
    const ask = async () => answer(String(++questions));
    await Promise.all(Array.from({ length: 50 }, () => cache.take('/a', 0, ask)));
    expect(questions).toBe(1);
  });

  it('forgets everything when the catalogue changes', async () => {
    const cache = aCache();
    await cache.take('/a', 0, async () => answer('old'));
    cache.drop();
    expect(cache.get('/a', 1)).toBeUndefined();
  });

  it('does not keep an answer that was asked for before a change, nor share it with later callers', async () => {
    const cache = aCache();
    const slow = Promise.withResolvers<void>();
    const early = cache.take('/a', 0, async () => slow.promise.then(() => answer('old')));
    cache.drop();
    const late = cache.take('/a', 1, async () => answer('new'));
    slow.resolve();
    expect([(await early).etag, (await late).etag]).toEqual(['"old"', '"new"']);
    expect(cache.get('/a', 2)?.etag).toBe('"new"');
  });

  it('lets go of what is too old, and of the oldest when it holds too much', async () => {
    const cache = aCache(900);
    const big = async () => ({ body: Buffer.alloc(6_000_000), etag: '"big"' });
    await cache.take('/old', 0, async () => answer('old'));
    await cache.take('/a', 1_000, big);
    expect(cache.get('/old', 500)).toBeUndefined();
    await cache.take('/b', 1_001, big);
    await cache.take('/c', 1_002, big);
    expect(['/a', '/b', '/c'].map((key) => cache.get(key, 1_003) !== undefined)).toEqual([false, true, true]);
  });

  it('keeps no failure', async () => {
    const cache = aCache();
    await expect(cache.take('/a', 0, async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await expect(cache.take('/a', 0, async () => answer('fine'))).resolves.toMatchObject({ etag: '"fine"' });
  });
});
