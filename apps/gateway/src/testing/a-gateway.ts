import type { ModuleMetadata, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type {
  AfterSaleServiceDefinition,
  CartServiceDefinition,
  OperationsServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
  ProductServiceDefinition,
  ReconciliationServiceDefinition,
  SagaServiceDefinition,
  UserServiceDefinition,
} from '@tradepost/contracts';
import { CONFIG, type Platform, PLATFORM } from '@tradepost/nest';
import { Logger, Metrics } from '@tradepost/observability';
import type { RpcClient, RpcClients, ServiceSpec } from '@tradepost/rpc';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Redis } from 'ioredis';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { gatewayConfig } from '../gateway.config.ts';
import { GatewayModule } from '../gateway.module.ts';
import { EdgeCacheInvalidation } from '../io/http/edge-cache-invalidation.ts';
import { httpAdapter, setUpHttp } from '../io/http/http-application.ts';
import { OrderStream } from '../io/order/order-stream.ts';

/** Methods of the services behind the gateway that a spec answers itself. */
export interface FakeServices {
  readonly AfterSaleService?: Partial<RpcClient<typeof AfterSaleServiceDefinition>>;
  readonly CartService?: Partial<RpcClient<typeof CartServiceDefinition>>;
  readonly OperationsService?: Partial<RpcClient<typeof OperationsServiceDefinition>>;
  readonly OrderService?: Partial<RpcClient<typeof OrderServiceDefinition>>;
  readonly PaymentService?: Partial<RpcClient<typeof PaymentServiceDefinition>>;
  readonly ProductService?: Partial<RpcClient<typeof ProductServiceDefinition>>;
  readonly ReconciliationService?: Partial<RpcClient<typeof ReconciliationServiceDefinition>>;
  readonly SagaService?: Partial<RpcClient<typeof SagaServiceDefinition>>;
  readonly UserService?: Partial<RpcClient<typeof UserServiceDefinition>>;
}

export interface GatewayOptions {
  readonly services?: FakeServices;
  readonly env?: Record<string, string>;
  /** What rate limits are counted in. */
  readonly redis?: Pick<Redis, 'eval'>;
  /** Routes that only the spec has. */
  readonly controllers?: ModuleMetadata['controllers'];
  /** Replaces the gateway's modules, for a spec of the machinery alone. */
  readonly module?: Type;
}

export interface TestGateway {
  readonly app: NestFastifyApplication;
  readonly metrics: Metrics;
  readonly log: LogLine[];
  /** `GET` of a path below `/api/v1`, or any request. */
  ask(request: InjectOptions | string): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

const keys = await generateKeyPair('EdDSA');
const jwksJson = JSON.stringify({
  keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'EdDSA' }],
});

/** `Authorization` of a signed-in user. */
export async function signedInAs(
  userId: string,
  ...roles: ('customer' | 'staff' | 'admin')[]
): Promise<{ authorization: string }> {
  const token = await new SignJWT({ roles, sid: '0198c5de-0000-7000-8000-00000000000a' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setSubject(userId)
    .setIssuer('tradepost')
    .setAudience('shop')
    .setExpirationTime('5m')
    .sign(keys.privateKey);
  return { authorization: `Bearer ${token}` };
}

/** The whole gateway in this process, without a port; services and Redis are the spec's. */
export async function aGateway({
  services = {},
  env = {},
  redis = { eval: () => Promise.reject(new Error('no Redis')) },
  controllers = [],
}: GatewayOptions = {}): Promise<TestGateway> {
  const config = gatewayConfig.parse({
    NODE_ENV: 'test',
    REDIS_URL: 'redis://unused',
    RATE_LIMITS: 'off',
    OPS_PORT: '0',
    HOST: '127.0.0.1',
    LEAVE_DELAY_MS: '0',
    ...env,
  });
  const metrics = new Metrics('gateway');
  const { logger, log } = aLog();
  const clients = fakeClients({ ...services, UserService: { getJwks, ...services.UserService } });
  const platform = {
    name: 'gateway',
    config,
    log: logger,
    metrics,
    clients,
    redis,
    discovery: { close() {} },
  };
  const module = await Test.createTestingModule({ imports: [GatewayModule], controllers })
    .overrideProvider(CONFIG)
    .useValue(config)
    .overrideProvider(PLATFORM)
    .useValue({ ...platform, redis: { disconnect() {}, ...redis } } as unknown as Platform)
    .overrideProvider(EdgeCacheInvalidation)
    .useValue({})
    .overrideProvider(OrderStream)
    .useValue({})
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(config), {
    bodyParser: false,
    logger: ['error'],
  });
  setUpHttp(app);
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  const ask = (request: InjectOptions | string) =>
    fastify.inject(typeof request === 'string' ? { url: `/api/v1${request}` } : request);
  return { app, metrics, log, ask, close: () => app.close() };
}

const getJwks = async () => ({ jwksJson });

function fakeClients(services: FakeServices): RpcClients {
  const get = ({ fullName, methods }: ServiceSpec): object => {
    const name = fullName.split('.').at(-1) ?? '';
    const missing = (method: string) => () => Promise.reject(new Error(`${name}.${method} is not faked`));
    return {
      ...Object.fromEntries(Object.keys(methods).map((method) => [method, missing(method)])),
      ...services[name as keyof FakeServices],
    };
  };
  return { get, warmUp() {}, close() {} } as unknown as RpcClients;
}

function aLog(): { logger: Logger; log: LogLine[] } {
  const log: LogLine[] = [];
  const logger = new Logger({ service: 'gateway', level: 'silent' });
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    logger[level] = (fields: object, message: string) =>
      void log.push({ level, message, fields: fields as Record<string, unknown> });
  return { logger, log };
}
