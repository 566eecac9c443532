import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { ClientOptions } from '@grpc/grpc-js';
import { waitUntil } from '@tradepost/testing/waiting';
import { createDiscovery, type CreateDiscoveryOptions } from '../create.ts';
import { createRegistration, type CreateRegistrationOptions } from '../create-registration.ts';
import type { Discovery, Instance } from '../discovery.ts';
import type { Registration } from '../registration.ts';
import { echoClient, startEcho, type EchoClient, type EchoServer } from './echo.ts';

export const patience = { timeout: 15_000, interval: 10 };

export interface Running extends EchoServer {
  readonly registration: Registration;
}

export interface RunningProcess {
  readonly port: number;
  /** Like a crash: no deregistration, connections reset. */
  readonly killHard: () => void;
}

type RegistrationOver = Pick<Partial<CreateRegistrationOptions>, 'weight' | 'opsPort' | 'version'>;

/** Registered echo servers and their callers on a real Consul, under a unique service name. */
export class EchoCluster {
  readonly service = `echo-${randomUUID().slice(0, 8)}`;
  private readonly consulAddr: string;
  private readonly cleanUp: (() => unknown)[] = [];
  private schemes = 0;

  constructor(consulAddr: string) {
    this.consulAddr = consulAddr;
  }

  async serve(
    name: string,
    over: { weight?: number; opsPort?: number; version?: string } = {},
  ): Promise<Running> {
    const server = await startEcho(name);
    this.cleanUp.push(server.kill);
    return Object.assign(server, { registration: await this.register(server.port, over) });
  }

  /** As `serve`, in a separate process. */
  async serveApart(name: string): Promise<RunningProcess> {
    const program = path.join(import.meta.dirname, 'echo-process.ts');
    const child = spawn(process.execPath, [program, name], { stdio: ['pipe', 'pipe', 'inherit'] });
    const killHard = () => void child.kill('SIGKILL');
    this.cleanUp.push(killHard);
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (line) => resolve(Number(line)));
      child.once('exit', () => reject(new Error('the echo process exited at once')));
    });
    await this.register(port);
    return { port, killHard };
  }

  private async register(port: number, over: RegistrationOver = {}): Promise<Registration> {
    const registration = createRegistration({
      driver: 'consul',
      consulAddr: this.consulAddr,
      service: this.service,
      host: '127.0.0.1',
      port,
      ...over,
    });
    this.cleanUp.push(() => registration.stop());
    await registration.start();
    return registration;
  }

  discover(over: Partial<CreateDiscoveryOptions> = {}): Discovery {
    const scheme = `${this.service}-${(this.schemes += 1)}`;
    const discovery = createDiscovery({ driver: 'consul', consulAddr: this.consulAddr, scheme, ...over });
    this.cleanUp.push(() => discovery.close());
    return discovery;
  }

  call(discovery: Discovery, over: ClientOptions = {}): EchoClient {
    const client = echoClient(discovery.target(this.service), over);
    this.cleanUp.push(client.close);
    return client;
  }

  /** Follows the service; `until` waits for a number of instances. */
  follow(discovery: Discovery) {
    const sets: (readonly Instance[])[] = [];
    this.cleanUp.push(discovery.watch(this.service, (instances) => sets.push(instances)));
    const until = (size: number) => waitUntil(() => sets.at(-1)?.length === size, patience);
    return { sets, until };
  }

  async close(): Promise<void> {
    for (const step of this.cleanUp.splice(0).reverse()) await step();
  }
}

/** Resolves when all of these respond, each with its exact share of ten rounds. */
export async function untilShared(client: EchoClient, names: string): Promise<void> {
  const rounds = 10;
  await waitUntil(async () => {
    const seen = await client.tally(rounds * names.length);
    return [...names].every((name) => seen[name] === rounds);
  }, patience);
}
