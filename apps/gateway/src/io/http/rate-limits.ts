import { NotYet } from '@tradepost/errors';
import type { Logger, Metrics } from '@tradepost/observability';
import type { FastifyReply } from 'fastify';
import type { Redis } from 'ioredis';

/** So many per minute on average, and so many at once. Sized for people. */
type Limit = { readonly perMinute: number; readonly burst: number };

export const LIMITS = {
  read: { perMinute: 600, burst: 200 },
  // One page of the storefront, with all that it reads.
  page: { perMinute: 300, burst: 150 },
  write: { perMinute: 240, burst: 80 },
  purchase: { perMinute: 30, burst: 15 },
  // One caller, who brings news of every payment.
  webhook: { perMinute: 6_000, burst: 2_000 },
  'sign-in': { perMinute: 20, burst: 20 },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

// The generic cell rate algorithm: one number per caller says when its next request would be on time.
const GCRA = `
local now = redis.call('TIME')
local nowMs = now[1] * 1000 + math.floor(now[2] / 1000)
local intervalMs, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = tonumber(redis.call('GET', KEYS[1]) or nowMs)
if due < nowMs then due = nowMs end
local earliest = due + intervalMs - burst * intervalMs
if earliest > nowMs then return {0, 0, earliest - nowMs} end
redis.call('SET', KEYS[1], due + intervalMs, 'PX', math.ceil(due + intervalMs - nowMs) + 1000)
return {1, math.floor((nowMs - earliest) / intervalMs), math.ceil(due + intervalMs - nowMs)}`;

/** Limits requests per caller and kind, counted in Redis by all gateways together. Without Redis nothing is limited. */
export class RateLimits {
  private readonly redis: Redis;
  private readonly log: Logger;
  private readonly refused;
  private isBlind = false;

  constructor(redis: Redis, log: Logger, metrics: Metrics) {
    this.redis = redis;
    this.log = log;
    this.refused = metrics.counter('rate_limited_total', 'Requests refused by a rate limit', ['limit']);
  }

  /** @throws NotYet busy */
  async take(name: LimitName, caller: string, reply: FastifyReply): Promise<void> {
    const { perMinute, burst } = LIMITS[name];
    const answer = await this.ask(`limit:${name}:${caller}`, 60_000 / perMinute, burst);
    if (!answer) return;
    const [isAllowed, remaining, waitMs] = answer;
    reply.header('ratelimit-policy', `"${name}";q=${burst};w=${Math.ceil((burst * 60) / perMinute)}`);
    reply.header('ratelimit', `"${name}";r=${remaining};t=${Math.ceil(waitMs / 1000)}`);
    if (isAllowed === 1) return;
    this.refused.inc({ limit: name });
    throw new NotYet('busy', 'rate limit', { retryAfterMs: waitMs });
  }

  private async ask(
    key: string,
    intervalMs: number,
    burst: number,
  ): Promise<[number, number, number] | undefined> {
    try {
      const answer = (await this.redis.eval(GCRA, 1, key, intervalMs, burst)) as [number, number, number];
      this.isBlind = false;
      return answer;
    } catch (err) {
      // A shop that sells nothing because its counter is away would be the worse fault.
      if (!this.isBlind) this.log.warn({ err }, 'rate limits are off while Redis is away');
      this.isBlind = true;
      return undefined;
    }
  }
}
