import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentTypeOf, formatFor } from './metrics/exposition.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Readiness } from './readiness.ts';

export interface OpsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The private port: `/health/live` (the process answers), `/health/ready` (it accepts traffic; the body lists what it
 * depends on), `/health/serving` (for registries), `/metrics`, and what else is asked for by path.
 * Liveness ignores dependencies, or an outage of the database would restart every service.
 */
export async function startOpsServer(options: {
  host: string;
  port: number;
  metrics: Metrics;
  readiness: Readiness;
  /** Answers as JSON by path; one that rejects is a 503. */
  json?: Readonly<Record<string, () => Promise<unknown>>>;
}): Promise<OpsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/health/live') return answer(response, 200, 'live');
    if (path === '/health/ready') return void sendReadiness(response, options.readiness);
    if (path === '/health/serving') return sendServing(response, options.readiness);
    if (path === '/metrics' && options.metrics.isOn)
      return void sendMetrics(response, options.metrics, request.headers.accept);
    const json = options.json?.[path ?? ''];
    if (json) return void sendJson(response, json);
    return answer(response, 404, 'not found');
  });
  await listen(server, options.port, options.host);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => done());
  });
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}

async function sendReadiness(response: ServerResponse, readiness: Readiness): Promise<void> {
  const report = await readiness.report();
  const body = `${JSON.stringify(report)}\n`;
  response.writeHead(report.status === 'ready' ? 200 : 503, { 'content-type': 'application/json' }).end(body);
}

const sendServing = (response: ServerResponse, { isServing }: Readiness): void =>
  isServing ? answer(response, 200, 'serving') : answer(response, 503, 'not serving');

async function sendMetrics(
  response: ServerResponse,
  metrics: Metrics,
  accept: string | undefined,
): Promise<void> {
  const format = formatFor(accept);
  try {
    const body = await metrics.export(format);
    response.writeHead(200, { 'content-type': contentTypeOf(format) }).end(body);
  } catch {
    answer(response, 500, 'a metric could not be collected');
  }
}

async function sendJson(response: ServerResponse, read: () => Promise<unknown>): Promise<void> {
  try {
    const body = JSON.stringify(await read());
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  } catch (error) {
    answer(response, 503, error instanceof Error ? error.message : 'not available');
  }
}
