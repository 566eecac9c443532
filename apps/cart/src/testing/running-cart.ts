import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CONFIG } from '@tradepost/bootstrap';
import {
  CartServiceDefinition,
  ProductServiceDefinition,
  type QuoteVariantsRequest,
  type QuoteVariantsResponse,
} from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { createDiscovery, type Discovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { RpcClients, RpcServer, type RpcClient } from '@tradepost/rpc';
import { testDatabase, testRedis } from '@tradepost/testing';
import { Redis } from 'ioredis';
import { cartConfig } from '../cart.config.ts';
import { CartModule } from '../cart.module.ts';
import type { Offer } from '../domain/pricing.ts';
import { CartGrpc } from '../io/cart.grpc.ts';

/** The cart service on a port, with its own database and a catalogue the spec decides about. */
export type RunningCart = {
  /** Calls it as a neighbour would. */
  readonly cart: RpcClient<typeof CartServiceDefinition>;
  /** What the catalogue sells, by variant; change it at will. */
  readonly catalogue: Map<string, Offer>;
  /** Every question the catalogue was asked. */
  readonly quotes: QuoteVariantsRequest[];
  /** Every SQL statement since the spec last emptied it. */
  readonly statements: string[];
  readonly db: Database;
  readonly redis: Redis;
  readonly log: Logger;
  readonly app: INestApplicationContext;
  close(): Promise<void>;
};

export async function runCart(env: Record<string, string> = {}): Promise<RunningCart> {
  const statements: string[] = [];
  const database = await testDatabase(new URL('../../prisma/migrations', import.meta.url), {
    onStatement: (text) => statements.push(text),
  });
  const ownRedis = await testRedis();
  const log = new Logger({ service: 'cart', level: 'silent' });
  const { catalogue, quotes, server: productServer } = fakeProduct(log);
  const discovery = await findable('product', productServer);
  const metrics = new Metrics('cart');
  const clients = new RpcClients({ discovery, metrics, caller: 'cart' });
  const platform = new Map<unknown, unknown>([
    [CONFIG, cartConfig.parse({ NODE_ENV: 'test', DATABASE_URL: database.url, ...env })],
    [Database, database.db],
    [Logger, log],
    [Metrics, metrics],
    [RpcClients, clients],
    [Redis, ownRedis.redis],
  ]);
  const app = await NestFactory.createApplicationContext(withPlatform(platform), {
    logger: ['error'],
    abortOnError: false,
  });
  const server = new RpcServer({ log, metrics });
  server.add(CartServiceDefinition, app.get(CartGrpc));
  const toCart = await findable('cart', server);
  const caller = new RpcClients({ discovery: toCart, metrics: new Metrics('spec'), caller: 'spec' });
  const close = async (): Promise<void> => {
    caller.close();
    await server.drain(1_000);
    await app.close();
    clients.close();
    await productServer.drain(1_000);
    await Promise.all([discovery.close(), toCart.close(), database.close(), ownRedis.close()]);
  };
  const cart = caller.get(CartServiceDefinition, 'cart', { timeoutMs: 30_000 });
  return { cart, catalogue, quotes, statements, db: database.db, redis: ownRedis.redis, log, app, close };
}

function fakeProduct(log: Logger) {
  const catalogue = new Map<string, Offer>();
  const quotes: QuoteVariantsRequest[] = [];
  const quoteVariants = async (request: QuoteVariantsRequest): Promise<QuoteVariantsResponse> => {
    quotes.push(request);
    const known = request.items.flatMap(({ variantId }) => catalogue.get(variantId) ?? []);
    return {
      offers: known.map(({ isOnSale, options, ...offer }) => ({
        ...offer,
        onSale: isOnSale,
        options: [...options],
      })),
    };
  };
  const server = new RpcServer({ log, metrics: new Metrics('product') });
  // Nothing else may be called, so nothing else is there.
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

@Module({})
class PlatformForSpecs {}

function withPlatform(values: ReadonlyMap<unknown, unknown>): DynamicModule {
  const providers = [...values].map(([provide, useValue]) => ({ provide: provide as string, useValue }));
  return {
    module: PlatformForSpecs,
    global: true,
    imports: [CartModule],
    providers,
    exports: providers.map(({ provide }) => provide),
  };
}
