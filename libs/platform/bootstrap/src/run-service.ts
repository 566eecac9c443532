import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigError, type ConfigSpec, type Settings } from '@tradepost/config';
import { createRegistration, type Registration } from '@tradepost/discovery';
import { type OpsServer, startOpsServer } from '@tradepost/observability';
import { type Handlers, RpcServer, type ServiceSpec } from '@tradepost/rpc';
import { nestLogger } from './nest-logger.ts';
import type { Listener, Worker } from './parts.ts';
import { platformModule } from './platform-module.ts';
import {
  type BaseConfig,
  closePlatform,
  createPlatform,
  type DatabaseClass,
  type Platform,
  untilDatabaseAnswers,
} from '@tradepost/nest/platform';

type Served = { readonly spec: ServiceSpec; readonly handlers: Type<Handlers<ServiceSpec>> };

/** Ties a generated service definition to the class that answers it; the compiler checks that it answers all of it. */
export function serve<S extends ServiceSpec>(spec: S, handlers: Type<Handlers<S>>): Served {
  return { spec, handlers: handlers as unknown as Type<Handlers<ServiceSpec>> };
}

export type ServiceOptions<S extends Settings> = {
  /** The name it is registered under. */
  name: string;
  config: ConfigSpec<S>;
  module: Type | DynamicModule;
  /** The service's own class, such as `OrderDatabase`; its module provides it by `useExisting: Database`. */
  database?: DatabaseClass;
  /** What it answers to neighbours. */
  grpc?: readonly Served[];
  /** What it answers on a port of its own. */
  listeners?: readonly (abstract new (...args: never[]) => Listener)[];
  /** What it does in the background. */
  workers?: readonly (abstract new (...args: never[]) => Worker)[];
};

type Running = {
  platform: Platform;
  app: INestApplicationContext;
  rpc: RpcServer | undefined;
  ops: OpsServer;
  registration: Registration;
  listeners: Listener[];
  workers: Worker[];
  state: { isReady: boolean };
};

/** Runs a service until SIGTERM or SIGINT: configure, connect, listen, register, work; and all of it backwards. */
export async function runService<S extends Settings>(options: ServiceOptions<S>): Promise<void> {
  const config = readConfig(options.config);
  const running = await start(options, config);
  const stop = (signal: NodeJS.Signals): void => {
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
    // npm passes a second SIGINT on; it must not cut the draining short.
    process.on('SIGINT', () => {}).on('SIGTERM', () => {});
    void shutDown(running, signal).then(() => process.exit(0));
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

function readConfig<S extends Settings>(spec: ConfigSpec<S>): BaseConfig {
  try {
    return spec.parse(process.env) as unknown as BaseConfig;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function start<S extends Settings>(options: ServiceOptions<S>, config: BaseConfig): Promise<Running> {
  const platform = createPlatform(options.name, config, options.database);
  const state = { isReady: false };
  const ops = await startOpsServer({
    host: config.HOST,
    port: config.OPS_PORT,
    metrics: platform.metrics,
    isReady: () => state.isReady,
  });
  await untilDatabaseAnswers(platform);
  const app = await NestFactory.createApplicationContext(platformModule(platform, options.module), {
    logger: nestLogger(platform.log),
    abortOnError: false,
  });
  platform.clients.warmUp();
  const rpc = options.grpc && addHandlers(new RpcServer(platform), options.grpc, app);
  const grpcPort = await rpc?.listen(config.HOST, config.GRPC_PORT ?? 0, options.name);
  const listeners = (options.listeners ?? []).map((type) => app.get<Listener>(type));
  const ports = await Promise.all(listeners.map((listener) => listener.listen()));
  const registration = createRegistration({
    // Without a gRPC side there is nothing for neighbours to find.
    driver: grpcPort === undefined ? 'static' : config.DISCOVERY,
    consulAddr: config.CONSUL_HTTP_ADDR,
    service: options.name,
    host: config.ADVERTISE_HOST,
    port: grpcPort ?? 0,
    opsPort: ops.port,
    log: (level, message, facts) => platform.log[level](facts ?? {}, message),
  });
  rpc?.setServing(true);
  const workers = (options.workers ?? []).map((type) => app.get<Worker>(type));
  for (const worker of workers) worker.start();
  void registration.start();
  state.isReady = true;
  const bootMs = Math.round(performance.now());
  platform.log.info(
    { grpcPort, opsPort: ops.port, ...(ports.length > 0 && { port: ports[0] }), bootMs },
    'ready',
  );
  return { platform, app, rpc, ops, registration, listeners, workers, state };
}

function addHandlers(rpc: RpcServer, served: readonly Served[], app: INestApplicationContext): RpcServer {
  for (const { spec, handlers } of served) rpc.add(spec, app.get(handlers));
  return rpc;
}

/** Leave discovery, wait until neighbours know, stop new work, drain with a hard limit, flush, close pools. */
async function shutDown(running: Running, signal: NodeJS.Signals): Promise<void> {
  const { platform, app, rpc, ops, registration, listeners, workers, state } = running;
  const { LEAVE_DELAY_MS, DRAIN_TIMEOUT_MS } = platform.config;
  platform.log.info({ signal }, 'leaving');
  const hardLimit = setTimeout(() => process.exit(1), LEAVE_DELAY_MS + DRAIN_TIMEOUT_MS + 5_000);
  hardLimit.unref();
  state.isReady = false;
  await registration.stop();
  rpc?.setServing(false);
  await new Promise((done) => setTimeout(done, LEAVE_DELAY_MS));
  await Promise.all([
    rpc?.drain(DRAIN_TIMEOUT_MS),
    ...listeners.map((listener) => listener.drain(DRAIN_TIMEOUT_MS)),
    ...workers.map((worker) => worker.stop()),
  ]);
  await app.close();
  await closePlatform(platform);
  await ops.close();
  platform.log.info({}, 'gone');
}
