import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { type BeforeApplicationShutdown, Inject, Injectable, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { createRegistration, type Registration } from '@tradepost/discovery';
import { StreamsTransport } from '../events/streams-transport.ts';
import { GrpcTransport } from '../grpc/grpc-transport.ts';
import type { Platform } from './platform.ts';
import { watchConsul } from './platform-metrics.ts';
import { PLATFORM } from './tokens.ts';
import { UnheardHandlers } from './unheard-handlers.ts';

/** After draining, everything else has this long to stop. */
const CLOSE_TIMEOUT_MS = 5_000;
const REGISTERED_POLL_MS = 50;

/** Whether other services find this process: from the moment it is ready until it begins to shut down. */
@Injectable()
export class Presence implements BeforeApplicationShutdown {
  private isLeaving = false;
  /** Of a private port beside the application's own; without one the application listens on the private port. */
  opsPort: number | undefined;
  private registration: Registration | undefined;
  private limits: NodeJS.Timeout[] = [];

  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    private readonly http: HttpAdapterHost,
    private readonly unheard: UnheardHandlers,
    @Optional() private readonly grpc?: GrpcTransport,
    @Optional() private readonly streams?: StreamsTransport,
  ) {}

  /**
   * Call it when everything listens. The process is announced as soon as what it requires was up once, and is ready when
   * others can find it. Does nothing when the shutdown has begun in the meantime.
   */
  announce(): void {
    if (this.isLeaving) return;
    this.checkThatEveryHandlerIsHeard();
    void this.open();
  }

  private async open(): Promise<void> {
    const { readiness, log } = this.platform;
    const port = this.portOfApplication();
    const opsPort = this.opsPort ?? port;
    if (!(await readiness.open((leaving) => this.register(opsPort, leaving)))) return;
    const ports = { grpcPort: this.grpc?.port, opsPort, ...(this.opsPort !== undefined && { port }) };
    log.info({ ...ports, bootMs: Math.round(performance.now()) }, 'ready');
  }

  /** Resolves when callers can find it: a rolling update stops the next old instance once this one is ready. */
  private async register(opsPort: number, leaving: AbortSignal): Promise<void> {
    const { name, config, log, readiness, metrics, discovery } = this.platform;
    this.grpc?.serve();
    // Without gRPC there is nothing for other services to find, but for Prometheus there is.
    const isWanted = this.grpc !== undefined || config.REGISTER_OPS_PORT;
    const registration = createRegistration({
      driver: isWanted ? config.DISCOVERY : 'static',
      consulAddr: config.CONSUL_HTTP_ADDR,
      ...(config.CONSUL_HTTP_TOKEN && { consulToken: config.CONSUL_HTTP_TOKEN }),
      service: name,
      host: config.ADVERTISE_HOST,
      port: this.grpc?.port,
      opsPort,
      needsCertificate: this.platform.tls !== undefined,
      log: (level, message, facts) => log[level](facts ?? {}, message),
    });
    this.registration = registration;
    if (config.DISCOVERY === 'consul') watchConsul(metrics, discovery, isWanted ? registration : undefined);
    // Prometheus alone looks for it: it does not have to wait for that.
    if (!this.grpc) return void registration.start();
    if (config.DISCOVERY === 'consul') readiness.uses('consul', () => registration.isRegistered);
    await registration.start();
    while (!registration.isRegistered && !leaving.aborted)
      await sleep(REGISTERED_POLL_MS, undefined, { signal: leaving }).catch(() => {});
  }

  /** Leaves discovery and waits until other services know; after this the transports drain. */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    const { config, log, readiness } = this.platform;
    this.isLeaving = true;
    readiness.leave();
    if (signal) this.limitShutdown();
    if (!this.registration) return;
    log.info({ signal }, 'leaving');
    await this.registration.stop();
    this.grpc?.leave();
    await sleep(config.LEAVE_DELAY_MS);
    this.limitHttpDrain();
  }

  /** Everything is closed. */
  ended(): void {
    for (const limit of this.limits.splice(0)) clearTimeout(limit);
    this.platform.log.info({}, 'gone');
  }

  private portOfApplication(): number {
    return (this.http.httpAdapter.getHttpServer() as { address(): AddressInfo }).address().port;
  }

  private checkThatEveryHandlerIsHeard(): void {
    const transports = [this.grpc, this.streams].filter((transport) => transport?.isListening);
    const unheard = this.unheard.find(new Set(transports.map((transport) => transport?.transportId)));
    if (unheard.length === 0) return;
    throw new Error(
      `Handlers of a transport that does not listen: ${unheard.join(', ')}. ` +
        'Connect it by app.connectMicroservice({ strategy: app.get(…Transport) }, { inheritAppConfig: true }).',
    );
  }

  private limitShutdown(): void {
    const { LEAVE_DELAY_MS, DRAIN_TIMEOUT_MS } = this.platform.config;
    const timeoutMs = LEAVE_DELAY_MS + DRAIN_TIMEOUT_MS + CLOSE_TIMEOUT_MS;
    this.limit(timeoutMs, () => {
      this.platform.log.error({ timeoutMs }, 'not everything stopped in time: the process ends all the same');
      process.exit(1);
    });
  }

  /** Nest waits for running HTTP requests without a limit. */
  private limitHttpDrain(): void {
    const server = this.http.httpAdapter.getHttpServer() as { closeAllConnections?(): void };
    this.limit(this.platform.config.DRAIN_TIMEOUT_MS, () => server.closeAllConnections?.());
  }

  private limit(ms: number, act: () => void): void {
    this.limits.push(setTimeout(act, ms).unref());
  }
}
