import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { OutboxRelay } from '@tradepost/messaging';
import { CONFIG, connectTransports, PLATFORM } from '@tradepost/nest';
import { clientOf, testPlatform } from '@tradepost/nest/testing';
import { Metrics } from '@tradepost/observability';
import type { RpcClient } from '@tradepost/rpc';
import { testRedis } from '@tradepost/testing';
import { Redis } from 'ioredis';
import { AvailabilityWorker } from '../io/availability.worker.ts';
import { CatalogueFeedWorker } from '../io/catalogue-feed.worker.ts';
import { HoldSweeper } from '../io/hold-sweeper.worker.ts';
import { OldEntriesWorker } from '../io/old-entries.worker.ts';
import { ProductDatabase } from '../io/product-database.ts';
import { SalesCountWorker } from '../io/sales-count.worker.ts';
import { StockCheck } from '../io/stock-check.worker.ts';
import { productConfig } from '../product.config.ts';
import { ProductModule } from '../product.module.ts';
import { openProductDatabase } from './product-database.ts';

/** The product service on a port, with a database and a Redis of its own. */
export interface RunningProduct {
  /** Calls it as another service would. */
  readonly product: RpcClient<typeof ProductServiceDefinition>;
  readonly db: ProductDatabase;
  /** Every SQL statement since the spec last emptied it. */
  readonly statements: string[];
  readonly app: INestApplication;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

interface Options {
  readonly env?: Record<string, string>;
  /** True: holds expire, and changes are published and counted, in the background. */
  readonly hasWorkers?: boolean;
}

export async function runProduct({ env = {}, hasWorkers = false }: Options = {}): Promise<RunningProduct> {
  const statements: string[] = [];
  const database = await openProductDatabase();
  const ownRedis = await testRedis();
  const settings = { DATABASE_URL: database.url, REDIS_URL: ownRedis.url, HOST: '127.0.0.1' };
  const config = productConfig.parse({ NODE_ENV: 'test', LEAVE_DELAY_MS: '0', ...settings, ...env });
  const metrics = new Metrics('product');
  // Closed with the app; the spec's own pool is closed with the database.
  const db = new ProductDatabase({ url: database.url, onStatement: (text) => statements.push(text) });
  const builder = Test.createTestingModule({ imports: [ProductModule] })
    .overrideProvider(CONFIG)
    .useValue(config)
    .overrideProvider(PLATFORM)
    .useValue(testPlatform('product', config, { database: db, redis: new Redis(ownRedis.url), metrics }));
  const module = await (hasWorkers ? builder : withoutWorkers(builder)).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: ['error'] });
  connectTransports(app);
  await app.init();
  await app.startAllMicroservices();
  const { client: product, close: closeClient } = clientOf(app, ProductServiceDefinition, {
    timeoutMs: 20_000,
  });
  const close = async (): Promise<void> => {
    await closeClient();
    await app.close();
    await Promise.all([database.close(), ownRedis.close()]);
  };
  return { product, db, statements, app, metrics, close };
}

/** Specs call what the workers call, when they want it. */
function withoutWorkers(builder: TestingModuleBuilder): TestingModuleBuilder {
  const idle = { start: () => {}, stop: async () => {}, notify: () => {} };
  const workers = [
    ...[AvailabilityWorker, CatalogueFeedWorker, HoldSweeper, OldEntriesWorker, OutboxRelay],
    ...[SalesCountWorker, StockCheck],
  ];
  for (const worker of workers) builder.overrideProvider(worker).useValue(idle);
  return builder.overrideProvider('Lifecycle(Sweeper)').useValue({});
}
