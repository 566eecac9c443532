import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CONFIG, PLATFORM } from '@tradepost/nest';
import { Logger, Metrics, Readiness } from '@tradepost/observability';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Redis } from 'ioredis';
import { gatewayConfig } from '../gateway.config.ts';
import { GatewayModule } from '../gateway.module.ts';
import { EdgeCacheInvalidation } from '../io/http/edge-cache-invalidation.ts';
import { httpAdapter, setUpHttp } from '../io/http/http-application.ts';
import { RevocationFeed } from '../io/http/revocation-feed.ts';
import { Revocations } from '../io/http/revocations.ts';
import { OrderStream } from '../io/order/order-stream.ts';
import { type Call, fakeClients, type FakeServices } from './fake-services.ts';
import { jwksJson } from './signed-in.ts';

export interface GatewayOptions {
  readonly services?: FakeServices;
  readonly env?: Record<string, string>;
  /** What rate limits are counted in. */
  readonly redis?: Pick<Redis, 'evalsha'>;
  /** Routes that only the spec has. */
  readonly controllers?: Type[];
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export interface TestGateway {
  readonly app: NestFastifyApplication;
  readonly metrics: Metrics;
  /** What the services answer; a test replaces what it needs. */
  readonly services: FakeServices;
  /** What the services were asked, in order. */
  readonly calls: Call[];
  /** Without the lines that every request has. */
  readonly log: LogLine[];
  readonly requests: LogLine[];
  /** A path below `/api/v1`, read with GET unless the options say otherwise. */
  ask(path: string, options?: InjectOptions): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

const SETTINGS = {
  NODE_ENV: 'test',
  REDIS_URL: 'redis://unused',
  RATE_LIMITS: 'off',
  OPS_PORT: '0',
  HOST: '127.0.0.1',
  LEAVE_DELAY_MS: '0',
};
const NO_REDIS = { evalsha: () => Promise.reject(new Error('no Redis')) };

/** The whole gateway in this process, without a port. What is around it belongs to the spec. */
export async function aGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const { env = {}, redis = NO_REDIS, controllers = [] } = options;
  const config = gatewayConfig.parse({ ...SETTINGS, ...env });
  const metrics = new Metrics('gateway');
  const { logger, log, requests } = aLog();
  const services: FakeServices = { ...options.services };
  services.UserService = { getJwks: async () => ({ jwksJson }), ...services.UserService };
  const { clients, calls } = fakeClients(services);
  const discovery = { close() {} };
  const readiness = new Readiness(logger);
  const tracing = { close: () => Promise.resolve() };
  const parts = { metrics, tracing, clients, discovery, readiness };
  const platform = { name: 'gateway', config, log: logger, ...parts };
  const module = await Test.createTestingModule({ imports: [GatewayModule], controllers })
    .overrideProvider(CONFIG)
    .useValue(config)
    .overrideProvider(PLATFORM)
    .useValue({ ...platform, redis: { disconnect() {}, ...redis } })
    .overrideProvider(EdgeCacheInvalidation)
    .useValue({})
    .overrideProvider(OrderStream)
    .useValue({})
    .overrideProvider(RevocationFeed)
    .useValue({})
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(config), {
    bodyParser: false,
    logger: ['error'],
  });
  setUpHttp(app);
  app.get(Revocations).apply({ sessions: [], roles: [] }, true);
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  const ask = (path: string, request: InjectOptions = {}) =>
    fastify.inject({ url: `/api/v1${path}`, ...request });
  return { app, metrics, services, calls, log, requests, ask, close: () => app.close() };
}

function aLog(): { logger: Logger; log: LogLine[]; requests: LogLine[] } {
  const log: LogLine[] = [];
  const requests: LogLine[] = [];
  const logger = new Logger({ service: 'gateway', level: 'silent' });
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    logger[level] = (fields: object, message: string) =>
      void (message === 'request' ? requests : log).push({
        level,
        message,
        fields: fields as Record<string, unknown>,
      });
  return { logger, log, requests };
}
