import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CONFIG } from '@tradepost/bootstrap';
import {
  AfterSaleServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
  SagaServiceDefinition,
} from '@tradepost/contracts';
import { Database, type Sql, type Transaction } from '@tradepost/database';
import { createDiscovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { RpcClients, RpcServer, type RpcClient } from '@tradepost/rpc';
import { SagaRunner } from '@tradepost/saga';
import { Redis } from 'ioredis';
import { AfterSaleGrpc } from '../io/after-sale.grpc.ts';
import { OrderGrpc } from '../io/order.grpc.ts';
import { PaymentGrpc } from '../io/payment.grpc.ts';
import { SagaGrpc } from '../io/saga.grpc.ts';
import { orderConfig } from '../order.config.ts';
import { OrderModule } from '../order.module.ts';
import type { WireNeighbours } from './wire-neighbours.ts';

/** One instance of the order service on a port. */
export type RunningOrder = {
  /** Calls it as a neighbour would. */
  readonly order: RpcClient<typeof OrderServiceDefinition>;
  readonly payment: RpcClient<typeof PaymentServiceDefinition>;
  readonly afterSale: RpcClient<typeof AfterSaleServiceDefinition>;
  readonly sagas: RpcClient<typeof SagaServiceDefinition>;
  readonly app: INestApplicationContext;
  /** Every SQL statement since the spec last emptied it. */
  readonly statements: string[];
  /** Begins to resume sagas of dead instances. */
  resume(): void;
  /** As if killed: nothing of this instance ever goes on. */
  die(): void;
  isDead(): boolean;
  close(): Promise<void>;
};

export type RunOptions = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly neighbours: WireNeighbours;
  readonly env?: Record<string, string>;
  /** As if killed: the statement is committed, and nothing of this instance ever goes on. */
  readonly diesAfterWrite?: number;
};

export async function runOrder(options: RunOptions): Promise<RunningOrder> {
  const statements: string[] = [];
  const db = new MortalDatabase(options.databaseUrl, (text) => statements.push(text), options.diesAfterWrite);
  const log = new Logger({ service: 'order', level: 'silent' });
  const metrics = new Metrics('order');
  const clients = new RpcClients({ discovery: options.neighbours.discovery, metrics, caller: 'order' });
  const redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: options.databaseUrl,
    PAYMENT_SANDBOX_URL: options.neighbours.sandboxUrl,
    ...options.env,
  };
  const platform = new Map<unknown, unknown>([
    [CONFIG, orderConfig.parse(env)],
    [Database, db],
    [Redis, redis],
    [Logger, log],
    [Metrics, metrics],
    [RpcClients, clients],
  ]);
  const app = await NestFactory.createApplicationContext(withPlatform(platform), { logger: ['error'] });
  const server = new RpcServer({ log, metrics });
  server.add(OrderServiceDefinition, app.get(OrderGrpc));
  server.add(AfterSaleServiceDefinition, app.get(AfterSaleGrpc));
  server.add(SagaServiceDefinition, app.get(SagaGrpc));
  server.add(PaymentServiceDefinition, app.get(PaymentGrpc));
  const port = await server.listen('127.0.0.1', 0, 'order');
  server.setServing(true);
  const toOrder = createDiscovery({
    driver: 'static',
    staticList: `order=127.0.0.1:${port}`,
    scheme: `order-${port}`,
  });
  const caller = new RpcClients({ discovery: toOrder, metrics: new Metrics('spec'), caller: 'spec' });
  const sagas = app.get(SagaRunner);
  const close = async (): Promise<void> => {
    caller.close();
    await server.drain(100);
    if (!db.isDead) await sagas.stop();
    await app.close();
    clients.close();
    redis.disconnect();
    toOrder.close();
    await db.close();
  };
  const die = (): void => void (db.isDead = true);
  const resume = (): void => sagas.start();
  return { ...servicesOf(caller), app, statements, resume, die, isDead: () => db.isDead, close };
}

/** Every service of it, as a neighbour calls it. */
function servicesOf(caller: RpcClients) {
  const patient = { timeoutMs: 20_000 };
  return {
    order: caller.get(OrderServiceDefinition, 'order', patient),
    payment: caller.get(PaymentServiceDefinition, 'order', patient),
    afterSale: caller.get(AfterSaleServiceDefinition, 'order', patient),
    sagas: caller.get(SagaServiceDefinition, 'order', patient),
  };
}

/** A database whose process stops for ever after so many writes, at the worst moment: committed, not answered. */
class MortalDatabase extends Database {
  private writes = 0;
  isDead = false;
  private readonly diesAfterWrite: number;

  constructor(url: string, onStatement: (text: string) => void, diesAfterWrite = Infinity) {
    super({ url, onStatement });
    this.diesAfterWrite = diesAfterWrite;
  }

  override query<Row extends object>(statement: Sql): Promise<Row[]> {
    return this.mortal(statement, () => super.query<Row>(statement));
  }

  override execute(statement: Sql): Promise<number> {
    return this.mortal(statement, () => super.execute(statement));
  }

  /** A transaction that writes is one write. */
  override async tx<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    let hasWritten = false;
    const done = await super.tx((tx) =>
      work(watched(tx, (statement) => (hasWritten ||= isWrite(statement)))),
    );
    if (hasWritten && ++this.writes >= this.diesAfterWrite) this.isDead = true;
    return this.isDead ? never() : done;
  }

  private async mortal<T>(statement: Sql, run: () => Promise<T>): Promise<T> {
    if (this.isDead) return never();
    if (isWrite(statement) && ++this.writes >= this.diesAfterWrite) {
      this.isDead = true;
      await run();
      return never();
    }
    return run();
  }
}

const isWrite = ({ text }: Sql): boolean => /(?<!\bFOR |\bKEY )\b(INSERT|UPDATE|DELETE)\b/.test(text);

function watched(tx: Transaction, see: (statement: Sql) => void): Transaction {
  const seen = (statement: Sql): Sql => {
    see(statement);
    return statement;
  };
  return {
    isTransaction: true,
    query: (statement) => tx.query(seen(statement)),
    maybeOne: (statement) => tx.maybeOne(seen(statement)),
    one: (statement) => tx.one(seen(statement)),
    execute: (statement) => tx.execute(seen(statement)),
  };
}

const never = <T>(): Promise<T> => new Promise(() => {});

@Module({})
class PlatformForSpecs {}

function withPlatform(values: ReadonlyMap<unknown, unknown>): DynamicModule {
  const providers = [...values].map(([provide, useValue]) => ({ provide: provide as string, useValue }));
  return {
    module: PlatformForSpecs,
    global: true,
    imports: [OrderModule],
    providers,
    exports: providers.map(({ provide }) => provide),
  };
}
