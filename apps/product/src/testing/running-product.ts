import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CONFIG } from '@tradepost/bootstrap';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { createDiscovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { type RpcClient, RpcClients, RpcServer } from '@tradepost/rpc';
import { testDatabase, testRedis } from '@tradepost/testing';
import { Redis } from 'ioredis';
import { ProductGrpc } from '../io/product.grpc.ts';
import { productConfig } from '../product.config.ts';
import { ProductModule } from '../product.module.ts';

/** The product service on a port, with a database and a Redis of its own. Its workers stand still. */
export type RunningProduct = {
  /** Calls it as a neighbour would. */
  readonly product: RpcClient<typeof ProductServiceDefinition>;
  readonly db: Database;
  /** Every SQL statement since the spec last emptied it. */
  readonly statements: string[];
  readonly app: INestApplicationContext;
  readonly metrics: Metrics;
  close(): Promise<void>;
};

export async function runProduct(): Promise<RunningProduct> {
  const statements: string[] = [];
  const database = await testDatabase(new URL('../../prisma/migrations', import.meta.url), {
    onStatement: (text) => statements.push(text),
  });
  const ownRedis = await testRedis();
  const log = new Logger({ service: 'product', level: 'silent' });
  const metrics = new Metrics('product');
  const platform = new Map<unknown, unknown>([
    [CONFIG, productConfig.parse({ NODE_ENV: 'test', DATABASE_URL: database.url })],
    [Database, database.db],
    [Logger, log],
    [Metrics, metrics],
    [Redis, ownRedis.redis],
  ]);
  const app = await NestFactory.createApplicationContext(withPlatform(platform), {
    logger: ['error'],
    abortOnError: false,
  });
  const server = new RpcServer({ log, metrics });
  server.add(ProductServiceDefinition, app.get(ProductGrpc));
  const port = await server.listen('127.0.0.1', 0, 'product');
  server.setServing(true);
  const staticList = `product=127.0.0.1:${port}`;
  const discovery = createDiscovery({ driver: 'static', staticList, scheme: `product-${port}` });
  const caller = new RpcClients({ discovery, metrics: new Metrics('spec'), caller: 'spec' });
  const close = async (): Promise<void> => {
    caller.close();
    await server.drain(1_000);
    await app.close();
    discovery.close();
    await Promise.all([database.close(), ownRedis.close()]);
  };
  const product = caller.get(ProductServiceDefinition, 'product', { timeoutMs: 20_000 });
  return { product, db: database.db, statements, app, metrics, close };
}

@Module({})
class PlatformForSpecs {}

function withPlatform(values: ReadonlyMap<unknown, unknown>): DynamicModule {
  const providers = [...values].map(([provide, useValue]) => ({ provide: provide as string, useValue }));
  return {
    module: PlatformForSpecs,
    global: true,
    imports: [ProductModule],
    providers,
    exports: providers.map(({ provide }) => provide),
  };
}
