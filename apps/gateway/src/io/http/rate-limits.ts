import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import { RetryableError } from '@tradepost/errors';
import { Logger, Metrics } from '@tradepost/observability';
import type { FastifyReply } from 'fastify';
import { Redis } from 'ioredis';
import type { GatewayConfig } from '../../gateway.config.ts';
import { GATEWAY_SERIES } from '../../gateway.series.ts';

/** Requests per minute on average, and at once. Sized for people. */
interface Limit {
  readonly perMinute: number;
  readonly burst: number;
}

export const LIMITS = {
  read: { perMinute: 600, burst: 200 },
  // One page of the storefront, with everything that it reads.
  page: { perMinute: 300, burst: 150 },
  write: { perMinute: 240, burst: 80 },
  purchase: { perMinute: 30, burst: 15 },
  // One caller, which reports every payment.
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
// Its text would be sent, and hashed by Redis, with each request.
const GCRA_SHA = hash('sha1', GCRA);

type Counted = [isAllowed: number, remaining: number, waitMs: number];

/** Limits requests per caller and kind. All gateways count together in Redis; while Redis is away nothing is limited. */
@Injectable()
export class RateLimits {
  readonly isOn: boolean;
  private readonly refused;
  private isBlind = false;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    private readonly redis: Redis,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.isOn = config.RATE_LIMITS;
    this.refused = metrics.counter(GATEWAY_SERIES.rateLimited);
  }

  /** @throws RetryableError busy */
  async take(name: LimitName, caller: string, reply: FastifyReply): Promise<void> {
    if (!this.isOn) return;
    const { perMinute, burst } = LIMITS[name];
    const counted = await this.count(`limit:${name}:${caller}`, 60_000 / perMinute, burst);
    if (!counted) return;
    const [isAllowed, remaining, waitMs] = counted;
    reply.header('ratelimit-policy', `"${name}";q=${burst};w=${Math.ceil((burst * 60) / perMinute)}`);
    reply.header('ratelimit', `"${name}";r=${remaining};t=${Math.ceil(waitMs / 1000)}`);
    if (isAllowed === 1) return;
    this.refused.inc({ limit: name });
    throw new RetryableError('busy', 'rate limit', { retryAfterMs: waitMs });
  }

  private async count(key: string, intervalMs: number, burst: number): Promise<Counted | undefined> {
    try {
      const counted = await this.run(key, intervalMs, burst);
      this.isBlind = false;
      return counted;
    } catch (err) {
      // A shop that sells nothing because its counter is away would be the worse fault.
      if (!this.isBlind) this.log.warn({ err }, 'rate limits are off while Redis is away');
      this.isBlind = true;
      return undefined;
    }
  }

  private async run(...args: [key: string, intervalMs: number, burst: number]): Promise<Counted> {
    try {
      return (await this.redis.evalsha(GCRA_SHA, 1, ...args)) as Counted;
    } catch (error) {
      // Redis has restarted, or this is its first request.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return (await this.redis.eval(GCRA, 1, ...args)) as Counted;
    }
  }
}
