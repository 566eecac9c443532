import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RetryableError } from '@tradepost/errors';
import { Logger, Metrics } from '@tradepost/observability';
import { testRedis } from '@tradepost/testing';
import { waitFor } from '@tradepost/testing/waiting';
import type { FastifyReply } from 'fastify';
import { gatewayConfig } from '../../gateway.config.ts';
import { LIMITS, RateLimits } from './rate-limits.ts';

let redis: Awaited<ReturnType<typeof testRedis>>;
let limits: RateLimits;
beforeAll(async () => {
  redis = await testRedis();
  const log = new Logger({ service: 'test', level: 'silent' });
  limits = new RateLimits(gatewayConfig.parse({}), redis.redis, log, new Metrics('test'));
});
afterAll(() => redis.close());

function aReply() {
  const headers: Record<string, string> = {};
  const reply = { header: (name: string, value: string) => void (headers[name] = value) };
  return { reply: reply as unknown as FastifyReply, headers };
}

const take = async (name: keyof typeof LIMITS, caller: string): Promise<boolean> => {
  try {
    await limits.take(name, caller, aReply().reply);
    return true;
  } catch (error) {
    if (error instanceof RetryableError) return false;
    throw error;
  }
};

describe('a limit counted in Redis', () => {
  it('admits the burst and no more, also concurrently', async () => {
    const { burst } = LIMITS['sign-in'];
    const taken = await Promise.all(Array.from({ length: burst + 30 }, () => take('sign-in', 'ada')));
    expect(taken.filter(Boolean)).toHaveLength(burst);
  });

  it('counts callers and limits apart', async () => {
    const { burst } = LIMITS['sign-in'];
    await Promise.all(Array.from({ length: burst }, () => take('sign-in', 'bob')));
    expect(await take('sign-in', 'bob')).toBe(false);
    expect(await take('sign-in', 'eve')).toBe(true);
    expect(await take('write', 'bob')).toBe(true);
  });

  it('says how many are left', async () => {
    const { reply, headers } = aReply();
    await limits.take('purchase', 'left', reply);
    expect(headers['ratelimit']).toBe(`"purchase";r=${LIMITS.purchase.burst - 1};t=2`);
  });

  it('says when to retry, and admits then', async () => {
    // The webhook's limit refills every 10 ms.
    const { burst } = LIMITS.webhook;
    const flood = async () => Promise.all(Array.from({ length: burst }, () => take('webhook', 'provider')));
    await flood();
    let refused: unknown;
    while (refused === undefined)
      await limits.take('webhook', 'provider', aReply().reply).catch((error: unknown) => (refused = error));
    expect(refused).toMatchObject({ reason: 'busy' });
    expect((refused as RetryableError).retryAfterMs).toBeGreaterThan(0);
    expect((refused as RetryableError).retryAfterMs).toBeLessThanOrEqual(10);
    await waitFor(async () => expect(await take('webhook', 'provider')).toBe(true));
  });

  it('goes on with a Redis that has lost the script', async () => {
    await redis.redis.script('FLUSH');
    const sent = jest.spyOn(redis.redis, 'eval');
    for (let n = 0; n < 3; n++) expect(await take('write', 'after a restart')).toBe(true);
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('forgets a caller that sends nothing for a while', async () => {
    await take('webhook', 'once');
    const ttl = await redis.redis.pttl('limit:webhook:once');
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(1_010);
  });
});
