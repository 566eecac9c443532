import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  AfterSaleServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
  SagaServiceDefinition,
} from '@tradepost/contracts';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import { CONFIG, connectTransports, GrpcTransport, PLATFORM } from '@tradepost/nest';
import { testPlatform } from '@tradepost/nest/testing';
import { Metrics } from '@tradepost/observability';
import { RpcClients, type RpcClient } from '@tradepost/rpc';
import { SagaRunner } from '@tradepost/saga';
import { Redis } from 'ioredis';
import { ReconciliationWorker } from '../io/reconciliation.worker.ts';
import { orderConfig, type OrderConfig } from '../order.config.ts';
import { OrderModule } from '../order.module.ts';
import type { FakeServers } from './fake-servers.ts';
import { MortalDatabase } from './mortal-database.ts';

/** One instance of the order service on a port. Nothing runs in the background until a spec starts it. */
export interface RunningOrder {
  /** Calls it as another service would. */
  readonly order: RpcClient<typeof OrderServiceDefinition>;
  readonly payment: RpcClient<typeof PaymentServiceDefinition>;
  readonly afterSale: RpcClient<typeof AfterSaleServiceDefinition>;
  readonly sagas: RpcClient<typeof SagaServiceDefinition>;
  readonly app: NestFastifyApplication;
  /** Every SQL statement since the spec last emptied it. */
  readonly statements: string[];
  /** Begins to resume sagas of dead instances. */
  resume(): void;
  /** As if killed: nothing of this instance ever goes on. */
  die(): void;
  isDead(): boolean;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly services: FakeServers;
  readonly env?: Record<string, string>;
  /** As if killed: the statement is committed, and nothing of this instance ever goes on. */
  readonly diesAfterWrite?: number;
}

const BACKGROUND = ['OutboxRelay', 'Sweeper', 'SagaRunner', 'MailWorker'];

export async function runOrder(options: RunOptions): Promise<RunningOrder> {
  const { databaseUrl, redisUrl, services } = options;
  const statements: string[] = [];
  const db = new MortalDatabase(databaseUrl, (text) => statements.push(text), options.diesAfterWrite);
  const env = { DATABASE_URL: databaseUrl, PAYMENT_SANDBOX_URL: services.sandboxUrl, ...options.env };
  const config = orderConfig.parse({ NODE_ENV: 'test', HOST: '127.0.0.1', DRAIN_TIMEOUT_MS: '100', ...env });
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const app = await started(config, { database: db, redis, discovery: shared(services.discovery) });
  const caller = callerOf(app.get(GrpcTransport).port);
  const sagas = app.get(SagaRunner);
  const close = async (): Promise<void> => {
    caller.close();
    if (!db.isDead) await sagas.stop();
    await app.close();
  };
  const die = (): void => void (db.isDead = true);
  const resume = (): void => sagas.start();
  return { ...caller.services, app, statements, resume, die, isDead: () => db.isDead, close };
}

interface Parts {
  readonly database: MortalDatabase;
  readonly redis: Redis;
  readonly discovery: Discovery;
}

async function started(config: OrderConfig, parts: Parts): Promise<NestFastifyApplication> {
  const platform = testPlatform('order', config, parts);
  const builder = Test.createTestingModule({ imports: [OrderModule] });
  builder.overrideProvider(CONFIG).useValue(config).overrideProvider(PLATFORM).useValue(platform);
  for (const name of BACKGROUND) builder.overrideProvider(`Lifecycle(${name})`).useValue({});
  const module = await builder.compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: ['error'],
  });
  keepStill(app.get(ReconciliationWorker));
  connectTransports(app);
  await app.init();
  await app.startAllMicroservices();
  return app;
}

/** Started and stopped by the spec that needs it. */
function keepStill(worker: ReconciliationWorker): void {
  worker.onApplicationBootstrap = () => {};
  worker.onApplicationShutdown = () => Promise.resolve();
}

/** Instances of one spec share a discovery, which outlives each of them. */
const shared = (discovery: Discovery): Discovery =>
  Object.create(discovery, { close: { value: () => Promise.resolve() } }) as Discovery;

/** Every service of it, as another service calls it. */
function callerOf(port: number) {
  const staticList = `order=127.0.0.1:${port}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `order-${port}` });
  const clients = new RpcClients({ discovery, metrics: new Metrics('spec'), caller: 'spec' });
  const patient = { timeoutMs: 20_000 };
  const services = {
    order: clients.get(OrderServiceDefinition, 'order', patient),
    payment: clients.get(PaymentServiceDefinition, 'order', patient),
    afterSale: clients.get(AfterSaleServiceDefinition, 'order', patient),
    sagas: clients.get(SagaServiceDefinition, 'order', patient),
  };
  const close = (): void => {
    clients.close();
    discovery.close();
  };
  return { services, close };
}
