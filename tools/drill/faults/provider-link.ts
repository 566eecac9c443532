import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = 'passes on' | 'declines all' | 'never answers';

/** Stands before the payment sandbox: a provider that declines every card, or does not answer. */
export class ProviderLink {
  behaviour: Behaviour = 'passes on';
  /** Known once the sandbox has its port. */
  target = '';
  private readonly server: http.Server;

  private constructor() {
    this.server = http.createServer((request, response) => void this.answer(request, response));
  }

  static async open(): Promise<ProviderLink> {
    const link = new ProviderLink();
    await new Promise<void>((done) => link.server.listen(0, '127.0.0.1', done));
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    // The caller gives up by its own deadline, and the charge was never made.
    if (this.behaviour === 'never answers') return;
    if (this.behaviour === 'declines all') body = body.replace(/"tok_\w+"/, '"tok_declined"');
    try {
      const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
      const answer = await fetch(new URL(request.url ?? '/', this.target), {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(body ? { body } : {}),
      });
      const text = await answer.text();
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(text);
    } catch {
      response.destroy();
    }
  }
}
