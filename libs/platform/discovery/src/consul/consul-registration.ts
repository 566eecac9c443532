import type { Log } from '../discovery.ts';
import { reasonOf } from '../reason-of.ts';
import { backoffMs, realTiming } from '../timing.ts';
import { Registration } from '../registration.ts';
import { askConsul, type ConsulAddress } from './consul-http.ts';
import { OPS_ONLY } from './consul-instances.ts';

export interface ConsulRegistrationOptions extends ConsulAddress {
  readonly id: string;
  readonly service: string;
  /** The address for callers and for the agent's health check. */
  readonly host: string;
  /** Of gRPC; undefined: the process serves none, so that it is registered for monitoring only. */
  readonly port?: number | undefined;
  readonly opsPort?: number | undefined;
  readonly weight?: number | undefined;
  readonly version?: string | undefined;
  /** Calls need a client certificate, which Consul has none of: it asks the ops port instead. */
  readonly needsCertificate?: boolean | undefined;
  /** The service named in the gRPC health check; the whole server when left out. */
  readonly grpcHealth?: string | undefined;
  readonly log: Log;
  /** How often the registration is verified with the agent. */
  readonly checkMs?: number;
  readonly timeoutMs?: number;
}

/**
 * Registers with the local agent and keeps the entry alive: an agent that restarted, or that removed the entry as
 * critical for too long, gets it again.
 */
export class ConsulRegistration extends Registration {
  readonly id: string;
  private readonly options: ConsulRegistrationOptions;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private state: 'new' | 'registered' | 'away' = 'new';
  private wasRegistered = false;

  constructor(options: ConsulRegistrationOptions) {
    super();
    this.id = options.id;
    this.options = options;
  }

  get isRegistered(): boolean {
    return this.state === 'registered' && !this.stopping.signal.aborted;
  }

  async start(): Promise<void> {
    if (this.loop) return;
    const first = this.attempt();
    this.loop = first.then((isRegistered) => this.stayRegistered(isRegistered));
    await first;
  }

  async stop(): Promise<void> {
    if (!this.loop || this.stopping.signal.aborted) return this.loop;
    this.stopping.abort();
    // A registration in progress could otherwise arrive after the deregistration.
    await this.loop;
    try {
      await this.put(`/v1/agent/service/deregister/${encodeURIComponent(this.id)}`);
      this.options.log('info', 'deregistered from Consul', { id: this.id });
    } catch (error) {
      this.options.log(
        'warn',
        'could not deregister from Consul; its health check will remove the instance',
        {
          id: this.id,
          reason: reasonOf(error),
        },
      );
    }
  }

  private async stayRegistered(wasRegistered: boolean): Promise<void> {
    const { checkMs = 3_000 } = this.options;
    const { signal } = this.stopping;
    let failures = wasRegistered ? 0 : 1;
    while (!signal.aborted) {
      await realTiming.pause(
        failures > 0 ? backoffMs(failures, 250, checkMs) : checkMs * (0.75 + Math.random() / 2),
        signal,
      );
      if (signal.aborted) return;
      failures = (await this.attempt()) ? 0 : failures + 1;
    }
  }

  private async attempt(): Promise<boolean> {
    try {
      const isKnown = this.wasRegistered && (await this.isKnown());
      if (!isKnown)
        await this.put('/v1/agent/service/register', agentService(this.options, this.wasRegistered));
      this.become('registered', isKnown ? {} : { again: this.wasRegistered }, !isKnown);
      this.wasRegistered = true;
      return true;
    } catch (error) {
      this.become('away', { reason: reasonOf(error) });
      return false;
    }
  }

  private become(state: 'registered' | 'away', facts: Record<string, unknown>, isNews = false): void {
    if (this.state === state && !isNews) return;
    this.state = state;
    const { log, service } = this.options;
    if (state === 'away')
      log('warn', 'cannot register with Consul; retrying', { service, id: this.id, ...facts });
    else log('info', 'registered with Consul', { service, id: this.id, ...facts });
  }

  private async isKnown(): Promise<boolean> {
    const path = `/v1/agent/service/${encodeURIComponent(this.id)}`;
    const permission = `read service:${this.options.service}`;
    const answer = await askConsul(this.options, path, { timeoutMs: this.timeoutMs, permission });
    return answer.status === 200;
  }

  private async put(path: string, body?: unknown): Promise<void> {
    const { service } = this.options;
    const answer = await askConsul(this.options, path, {
      ...{ method: 'PUT', body, timeoutMs: this.timeoutMs },
      permission: `write service:${service}`,
    });
    // Newer agents answer 404 when an unknown id is deregistered, which is the wanted state.
    if (answer.status === 404 && body !== undefined) throw new Error('Consul answered 404');
  }

  private get timeoutMs(): number {
    return this.options.timeoutMs ?? 2_000;
  }
}

/** Only fields that Consul 1.8 knows: it refuses a body with any other. */
function agentService(options: ConsulRegistrationOptions, isAgain: boolean): unknown {
  const { id, service, host, port, opsPort, weight = 1, version = '' } = options;
  return {
    ID: id,
    Name: service,
    Address: host,
    Port: port ?? opsPort,
    Meta: {
      ...(port === undefined && OPS_ONLY),
      weight: String(weight),
      version,
      ...(opsPort === undefined ? {} : { ops_port: String(opsPort) }),
    },
    Check: {
      ...checkOf(options),
      Timeout: '1s',
      // A process registers once it serves, so it starts as passing. One that was removed has to pass its check first.
      Status: isAgain ? 'critical' : 'passing',
      // The minimum Consul allows; for processes that died without deregistering.
      DeregisterCriticalServiceAfter: '1m',
    },
  };
}

function checkOf(options: ConsulRegistrationOptions): object {
  if (options.port === undefined) return livenessCheck(options);
  return options.needsCertificate ? servingCheck(options) : grpcCheck(options);
}

const servingCheck = ({ id, host, opsPort }: ConsulRegistrationOptions) => ({
  CheckID: `${id}-serving`,
  Name: 'serving',
  // Not /health/ready, which waits for the registration.
  HTTP: `http://${addressOf(host, opsPort)}/health/serving`,
  Interval: '2s',
});

const grpcCheck = ({ id, host, port, grpcHealth = '' }: ConsulRegistrationOptions) => ({
  CheckID: `${id}-grpc`,
  Name: 'gRPC health',
  GRPC: addressOf(host, port) + (grpcHealth && `/${grpcHealth}`),
  Interval: '2s',
});

const livenessCheck = ({ id, host, opsPort }: ConsulRegistrationOptions) => ({
  CheckID: `${id}-live`,
  Name: 'liveness',
  HTTP: `http://${addressOf(host, opsPort)}/health/live`,
  // Nothing waits for it: it only removes entries of processes that died.
  Interval: '10s',
});

const addressOf = (host: string, port: number | undefined): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
