import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instance } from '../discovery.ts';

/** The response to one request. */
export interface Reply {
  readonly index?: number;
  readonly instances?: readonly Instance[];
  readonly status?: number;
  readonly body?: unknown;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** An HTTP server that responds like Consul, from a script. */
export class FakeConsul {
  readonly requests: RecordedRequest[] = [];
  consulAddr = '';
  /** The response once the script is used up; without one the request is held, as a blocking query is. */
  otherwise: Reply | undefined;
  private readonly server: Server;
  private readonly script: Reply[] = [];
  private readonly waiting = new Set<ServerResponse>();

  private constructor() {
    this.server = createServer((request, response) => void this.take(request, response));
  }

  static async start(...script: Reply[]): Promise<FakeConsul> {
    const fake = new FakeConsul();
    fake.script.push(...script);
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    fake.consulAddr = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}`;
    return fake;
  }

  /** The number of requests waiting for a response. */
  get held(): number {
    return this.waiting.size;
  }

  /** Responds to waiting requests first, then to the following ones. */
  say(...replies: Reply[]): void {
    for (const reply of replies) {
      const [oldest] = this.waiting;
      if (oldest) this.send(oldest, reply);
      else this.script.push(reply);
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.requests.push({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body,
    });
    response.on('close', () => this.waiting.delete(response));
    const reply = this.script.shift() ?? this.otherwise;
    if (reply) this.send(response, reply);
    else this.waiting.add(response);
  }

  private send(response: ServerResponse, { index, instances, status = 200, body }: Reply): void {
    this.waiting.delete(response);
    if (index !== undefined) response.setHeader('X-Consul-Index', index);
    response.statusCode = status;
    response.end(JSON.stringify(body ?? (instances ?? []).map(healthEntry)));
  }
}

function healthEntry({ id, host, port, weight, version }: Instance): unknown {
  return {
    Node: { Address: '10.0.0.1' },
    Service: { ID: id, Address: host, Port: port, Meta: { weight: String(weight), version } },
  };
}
