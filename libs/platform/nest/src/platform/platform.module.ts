import {
  type Abstract,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
  type Type,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { ConfigSpec, Settings } from '@tradepost/config';
import { Database } from '@tradepost/database';
import { Discovery } from '@tradepost/discovery';
import { Logger, Metrics } from '@tradepost/observability';
import { RpcClients } from '@tradepost/rpc';
import { Redis } from 'ioredis';
import { StreamsTransport } from '../events/streams-transport.ts';
import { GrpcTransport } from '../grpc/grpc-transport.ts';
import { TransportsModule } from '../transport/transports.module.ts';
import { configurationOf } from './configuration.ts';
import { untilDatabaseAnswers } from './database-at-start.ts';
import { NestLogger } from './nest-logger.ts';
import { HealthController, MetricsController } from './ops.controllers.ts';
import { OpsListener } from './ops-listener.ts';
import {
  type BaseConfig,
  closePlatform,
  createPlatform,
  declareDependencies,
  type DatabaseClass,
  type Platform,
} from './platform.ts';
import { Presence } from './presence.ts';
import { CONFIG, PLATFORM } from './tokens.ts';
import { UnheardHandlers } from './unheard-handlers.ts';

export interface PlatformOptions<S extends Settings> {
  /** The name the service is registered under. */
  readonly name: string;
  readonly config: ConfigSpec<S>;
  /** The service's own class, such as `OrderDatabase`: it is injected by this name and as `Database`. */
  readonly database?: DatabaseClass;
  /**
   * True: the application listens on a public port, so health and metrics get a server of their own on `OPS_PORT`. By
   * default the application itself listens on `OPS_PORT`.
   */
  readonly hasPublicHttp?: boolean;
  /** The services that may call this one by gRPC; enforced with GRPC_TLS=mutual, where their names are proved. */
  readonly callers?: readonly string[];
}

/**
 * What every service can inject: `Logger`, `Metrics`, `Discovery`, `RpcClients`, `@Inject(CONFIG)`, `ConfigService`, `Presence`; and, when
 * its configuration has the settings, `Database`, `Redis`, `GrpcTransport` and `StreamsTransport`.
 */
@Module({})
export class PlatformModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    private readonly presence: Presence,
    private readonly modules: ModulesContainer,
  ) {}

  static forRoot<S extends Settings>({
    name,
    config,
    database,
    hasPublicHttp = false,
    callers = [],
  }: PlatformOptions<S>): DynamicModule {
    const transports = transportsOf(config, callers);
    const providers: Provider[] = [
      {
        provide: PLATFORM,
        inject: [CONFIG],
        useFactory: (values: BaseConfig) => createPlatform(name, values, database),
      },
      ...partsOf(config),
      ...(database ? [{ provide: database, useExisting: Database }] : []),
      ...transports,
      NestLogger,
      Presence,
      UnheardHandlers,
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [configurationOf(config), ...(transports.length > 0 ? [TransportsModule] : [])],
      controllers: hasPublicHttp ? [] : [HealthController, MetricsController],
      providers: hasPublicHttp ? [...providers, OpsListener] : providers,
      exports: providers,
    };
  }

  /** Looks for the services it calls now, so that the first call does not wait for that. */
  onApplicationBootstrap(): void {
    this.checkThatItClosesLast();
    this.platform.clients.warmUp();
    declareDependencies(this.platform);
  }

  /** Nest calls it after all other modules: see `checkThatItClosesLast`. */
  async onApplicationShutdown(): Promise<void> {
    await closePlatform(this.platform);
    this.presence.ended();
  }

  /** Nest shuts global modules down after all others, the one that was imported first last of all. */
  private checkThatItClosesLast(): void {
    // Before it, there is only Nest's own.
    const [, first] = [...this.modules.values()].filter(({ isGlobal }) => isGlobal);
    if (first?.metatype === PlatformModule) return;
    throw new Error(
      `${first?.metatype.name} is global and imported before PlatformModule, so it would stop after the pools are ` +
        'closed. Import PlatformModule first.',
    );
  }
}

const has = (config: ConfigSpec<Settings>, setting: string): boolean => setting in config.settings;

function partsOf(config: ConfigSpec<Settings>): Provider[] {
  return [
    part(Logger, ({ log }) => log),
    part(Metrics, ({ metrics }) => metrics),
    part(Discovery, ({ discovery }) => discovery),
    part(RpcClients, ({ clients }) => clients),
    ...(has(config, 'DATABASE_URL') ? [part(Database, ({ database }) => database)] : []),
    ...(has(config, 'REDIS_URL') ? [part(Redis, ({ redis }) => redis)] : []),
  ];
}

function transportsOf(config: ConfigSpec<Settings>, callers: readonly string[]): Provider[] {
  const hasEvents = has(config, 'REDIS_URL') && has(config, 'DATABASE_URL');
  return [
    ...(has(config, 'GRPC_PORT') ? [part(GrpcTransport, (platform) => createGrpc(platform, callers))] : []),
    ...(hasEvents ? [part(StreamsTransport, createStreams)] : []),
  ];
}

function part(token: Type | Abstract<unknown>, of: (platform: Platform) => unknown): Provider {
  return { provide: token, useFactory: of, inject: [PLATFORM] };
}

function createGrpc(platform: Platform, callers: readonly string[]): GrpcTransport {
  const { name: service, config, log, metrics } = platform;
  const tls = platform.tls && { files: platform.tls, callers };
  const { HOST: host, GRPC_PORT: port = 0, DRAIN_TIMEOUT_MS: drainTimeoutMs } = config;
  const { GRPC_MAX_MESSAGE_BYTES: maxMessageBytes } = config;
  const untilReady = (stopped: AbortSignal) => untilDatabaseAnswers(platform, { stopped });
  return new GrpcTransport({
    ...{ service, host, port, drainTimeoutMs, maxMessageBytes },
    ...{ log, metrics, untilReady, tls },
  });
}

function createStreams(platform: Platform): StreamsTransport {
  const { name: service, database, redis, log, metrics } = platform;
  if (!database || !redis) throw new Error('Events need DATABASE_URL and REDIS_URL.');
  const untilReady = (stopped: AbortSignal) => untilDatabaseAnswers(platform, { stopped });
  return new StreamsTransport({ service, db: database, redis, log, metrics, untilReady });
}
