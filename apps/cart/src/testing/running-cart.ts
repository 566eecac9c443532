import type { INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  CartServiceDefinition,
  ProductServiceDefinition,
  type QuoteVariantsRequest,
  type QuoteVariantsResponse,
} from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import { CONFIG, connectTransports, PLATFORM } from '@tradepost/nest';
import { clientOf, testPlatform } from '@tradepost/nest/testing';
import { Logger, Metrics } from '@tradepost/observability';
import { RpcServer, type RpcClient } from '@tradepost/rpc';
import { testDatabase, testRedis } from '@tradepost/testing';
import { Redis } from 'ioredis';
import { cartConfig } from '../cart.config.ts';
import { CartModule } from '../cart.module.ts';
import type { Offer } from '../domain/pricing.ts';
import { TAX_CLASSES } from '../io/cart.mapper.ts';
import { ExpiryWorker } from '../io/expiry.worker.ts';

/** The cart service on a port, with its own database and a product service whose offers the spec sets. */
export interface RunningCart {
  /** Calls it as another service would. */
  readonly cart: RpcClient<typeof CartServiceDefinition>;
  /** What is on sale, by variant id. */
  readonly catalogue: Map<string, Offer>;
  /** Every call to the product service. */
  readonly quotes: QuoteVariantsRequest[];
  /** Every SQL statement since the spec last emptied it. */
  readonly statements: string[];
  readonly db: Database;
  readonly redis: Redis;
  readonly app: INestApplication;
  close(): Promise<void>;
}

interface Options {
  readonly env?: Record<string, string>;
  /** True: expired carts and old keys are cleaned up, which adds to `statements`. */
  readonly hasWorkers?: boolean;
}

export async function runCart({ env = {}, hasWorkers = false }: Options = {}): Promise<RunningCart> {
  const statements: string[] = [];
  const database = await testDatabase(new URL('../../prisma/migrations', import.meta.url));
  const ownRedis = await testRedis();
  const { catalogue, quotes, server: product } = fakeProduct();
  const settings = { DATABASE_URL: database.url, REDIS_URL: ownRedis.url, HOST: '127.0.0.1' };
  const config = cartConfig.parse({ NODE_ENV: 'test', LEAVE_DELAY_MS: '0', ...settings, ...env });
  const db = new Database({ url: database.url, onStatement: (text) => statements.push(text) });
  const parts = {
    database: db,
    redis: new Redis(ownRedis.url),
    discovery: await findable('product', product),
  };
  const builder = Test.createTestingModule({ imports: [CartModule] })
    .overrideProvider(CONFIG)
    .useValue(config)
    .overrideProvider(PLATFORM)
    .useValue(testPlatform('cart', config, parts));
  const module = await (hasWorkers ? builder : withoutWorkers(builder)).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: ['error'] });
  connectTransports(app);
  await app.init();
  await app.startAllMicroservices();
  const { client: cart, close: closeClient } = clientOf(app, CartServiceDefinition, {
    timeoutMs: 30_000,
  });
  const close = async (): Promise<void> => {
    await closeClient();
    await app.close();
    await product.drain(1_000);
    await Promise.all([database.close(), ownRedis.close()]);
  };
  return { cart, catalogue, quotes, statements, db, redis: ownRedis.redis, app, close };
}

const withoutWorkers = (builder: TestingModuleBuilder): TestingModuleBuilder =>
  builder.overrideProvider(ExpiryWorker).useValue({}).overrideProvider('Lifecycle(Sweeper)').useValue({});

function fakeProduct() {
  const catalogue = new Map<string, Offer>();
  const quotes: QuoteVariantsRequest[] = [];
  const quoteVariants = async (request: QuoteVariantsRequest): Promise<QuoteVariantsResponse> => {
    quotes.push(request);
    const known = request.items.flatMap(({ variantId }) => catalogue.get(variantId) ?? []);
    return {
      offers: known.map(({ isOnSale, options, taxClass, ...offer }) => ({
        ...offer,
        onSale: isOnSale,
        taxClass: TAX_CLASSES[taxClass],
        options: [...options],
      })),
    };
  };
  const log = new Logger({ service: 'product', level: 'silent' });
  const server = new RpcServer({ log, metrics: new Metrics('product') });
  // The only method that cart calls.
  const { fullName, methods } = ProductServiceDefinition;
  server.add({ fullName, methods: { quoteVariants: methods.quoteVariants } }, { quoteVariants });
  return { catalogue, quotes, server };
}

async function findable(name: string, server: RpcServer): Promise<Discovery> {
  const port = await server.listen('127.0.0.1', 0, name);
  server.setServing(true);
  return createDiscovery({
    driver: 'static',
    staticList: `${name}=127.0.0.1:${port}`,
    scheme: `${name}-${port}`,
  });
}
