import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instance } from '../discovery.ts';

/** What the fake says to one request. */
export interface Reply {
  readonly index?: number;
  readonly instances?: readonly Instance[];
  readonly status?: number;
  readonly body?: unknown;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly atMs: number;
}

/** An HTTP server that plays Consul by a script. */
export class FakeConsul {
  readonly asked: Asked[] = [];
  consulAddr = '';
  /** The answer to what is not in the script; without one the request is held, as a blocking query is. */
  otherwise: Reply | undefined;
  readonly #server: Server;
  readonly #script: Reply[] = [];
  readonly #held = new Set<ServerResponse>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(...script: Reply[]): Promise<FakeConsul> {
    const fake = new FakeConsul();
    fake.#script.push(...script);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    fake.consulAddr = `http://127.0.0.1:${(fake.#server.address() as AddressInfo).port}`;
    return fake;
  }

  /** Requests that wait for an answer. */
  get held(): number {
    return this.#held.size;
  }

  /** Answers those that wait first, then the ones to come. */
  say(...replies: Reply[]): void {
    for (const reply of replies) {
      const [waiting] = this.#held;
      if (waiting) this.#send(waiting, reply);
      else this.#script.push(reply);
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.asked.push({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body,
      atMs: performance.now(),
    });
    response.on('close', () => this.#held.delete(response));
    const reply = this.#script.shift() ?? this.otherwise;
    if (reply) this.#send(response, reply);
    else this.#held.add(response);
  }

  #send(response: ServerResponse, { index, instances, status = 200, body }: Reply): void {
    this.#held.delete(response);
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
