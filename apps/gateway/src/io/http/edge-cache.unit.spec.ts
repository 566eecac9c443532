import { describe, expect, it } from '@jest/globals';
import { Metrics } from '@tradepost/observability';
import { gatewayConfig } from '../../gateway.config.ts';
import { type CachedAnswer, EdgeCache } from './edge-cache.ts';

const START = 1_000_000;

function aCache(ttlMs = 900) {
  const clock = { ms: START, now: () => clock.ms };
  const metrics = new Metrics('test');
  const config = gatewayConfig.parse({ EDGE_CACHE_TTL_MS: String(ttlMs) });
  return { cache: new EdgeCache(config, metrics, clock), clock, metrics };
}

const answer = (text: string): CachedAnswer => ({ body: Buffer.from(text), etag: `"${text}"` });

/** As the hooks do it: the cached answer, that of a running request, or one of its own. */
async function take(cache: EdgeCache, key: string, ask: () => Promise<CachedAnswer>): Promise<CachedAnswer> {
  const known = cache.get(key) ?? cache.awaited(key);
  if (known) return known;
  const task = cache.begin(key);
  try {
    const made = await ask();
    task.done(made);
    return made;
  } catch (error) {
    task.fail(error);
    throw error;
  }
}

describe('the edge cache', () => {
  it('answers from memory until the answer is too old', async () => {
    const { cache, clock } = aCache(900);
    await take(cache, '/a', async () => answer('first'));
    clock.ms = START + 900;
    expect(cache.get('/a')?.etag).toBe('"first"');
    clock.ms = START + 901;
    expect(cache.get('/a')).toBeUndefined();
  });

  it('counts age from the request to the service, not from its answer', async () => {
    const { cache, clock } = aCache(900);
    const task = cache.begin('/a');
    clock.ms = START + 600;
    task.done(answer('slow'));
    clock.ms = START + 900;
    expect(cache.get('/a')?.etag).toBe('"slow"');
    clock.ms = START + 901;
    expect(cache.get('/a')).toBeUndefined();
  });

  it('calls the service once for many concurrent misses', async () => {
    const { cache } = aCache();
    let questions = 0;
    const ask = async () => answer(String(++questions));
    const answers = await Promise.all(Array.from({ length: 50 }, () => take(cache, '/a', ask)));
    expect(questions).toBe(1);
    expect(new Set(answers.map(({ etag }) => etag))).toEqual(new Set(['"1"']));
  });

  it('drops everything when the catalogue changes', async () => {
    const { cache } = aCache();
    await take(cache, '/a', async () => answer('old'));
    cache.drop();
    expect(cache.get('/a')).toBeUndefined();
  });

  it('does not cache an answer that was requested before a change, nor share it with later callers', async () => {
    const { cache } = aCache();
    const slow = Promise.withResolvers<void>();
    const early = take(cache, '/a', async () => slow.promise.then(() => answer('old')));
    cache.drop();
    const late = take(cache, '/a', async () => answer('new'));
    slow.resolve();
    expect([(await early).etag, (await late).etag]).toEqual(['"old"', '"new"']);
    expect(cache.get('/a')?.etag).toBe('"new"');
  });

  it('still shares the newer request when the older one ends', () => {
    const { cache } = aCache();
    const early = cache.begin('/a');
    cache.drop();
    cache.begin('/a');
    early.done(answer('old'));
    expect(cache.awaited('/a')).toBeDefined();
  });

  it('drops what is too old, and the oldest when it is full', async () => {
    const { cache, clock } = aCache(900);
    const big = async () => ({ body: Buffer.alloc(6_000_000), etag: '"big"' });
    await take(cache, '/old', async () => answer('old'));
    clock.ms = START + 901;
    await take(cache, '/a', big);
    expect(cache.get('/old')).toBeUndefined();
    await take(cache, '/b', big);
    await take(cache, '/c', big);
    expect(['/a', '/b', '/c'].map((key) => cache.get(key) !== undefined)).toEqual([false, true, true]);
  });

  it('counts the memory of long URLs', async () => {
    const { cache } = aCache();
    const key = (n: number) => `/products?q=${String(n).padEnd(1_000_000, 'q')}`;
    for (let n = 0; n < 40; n++) await take(cache, key(n), async () => answer('[]'));
    const kept = Array.from({ length: 40 }, (_, n) => cache.get(key(n))).filter(Boolean);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThanOrEqual(16);
    expect(cache.get(key(39))).toBeDefined();
  });

  it('caches no failure', async () => {
    const { cache } = aCache();
    await expect(take(cache, '/a', async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await expect(take(cache, '/a', async () => answer('fine'))).resolves.toMatchObject({ etag: '"fine"' });
  });

  it('fails all who wait for the same answer', async () => {
    const { cache } = aCache();
    const task = cache.begin('/a');
    const waiting = cache.awaited('/a');
    task.fail(new Error('away'));
    await expect(waiting).rejects.toThrow('away');
    expect(cache.awaited('/a')).toBeUndefined();
  });

  it('caches nothing with a lifetime of 0, but still calls once for many', async () => {
    const { cache } = aCache(0);
    await take(cache, '/a', async () => answer('first'));
    expect(cache.get('/a')).toBeUndefined();
    cache.begin('/a');
    expect(cache.awaited('/a')).toBeDefined();
  });

  it('counts hits and misses', async () => {
    const { cache, metrics } = aCache();
    await take(cache, '/a', async () => answer('first'));
    cache.get('/a');
    cache.get('/a');
    cache.get('/b');
    const text = await metrics.export();
    expect(text).toMatch(/edge_cache_lookups_total\{[^}]*result="hit"[^}]*\} 2/);
    expect(text).toMatch(/edge_cache_lookups_total\{[^}]*result="miss"[^}]*\} 1/);
  });
});
