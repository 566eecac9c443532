import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  HttpClientMetrics,
  type Logger,
  type Metrics,
  runInContext,
  traceFrom,
} from '@tradepost/observability';
import { createRequestListener } from '@react-router/node';
import compression from 'compression';
import { RouterContextProvider } from 'react-router';
import sirv from 'sirv';
import * as build from 'virtual:react-router/server-build';
import { PageMethods } from './page-methods.ts';
import { PageMetrics } from './page-metrics.ts';
import { PageRequests } from './page-requests.ts';
import { type Visit, visitContext } from './visit.ts';
import type { StorefrontConfig } from '../storefront.config.ts';

interface PageServerOptions {
  config: StorefrontConfig;
  log: Logger;
  metrics: Metrics;
}

const YEAR_S = 31_536_000;
const clientFiles = fileURLToPath(new URL('../client', import.meta.url));

/** Serves the built files and renders every other path. */
export function pageServer({ config, log, metrics }: PageServerOptions) {
  const files = sirv(clientFiles, {
    maxAge: YEAR_S,
    immutable: true,
    etag: true,
    // Compressed at build time.
    brotli: true,
    gzip: true,
    setHeaders: (response, path) => {
      if (!path.startsWith('/assets/')) response.setHeader('cache-control', 'public, max-age=3600');
      // The one kind of file here whose media type sirv does not know.
      if (path.endsWith('.ico')) response.setHeader('content-type', 'image/x-icon');
    },
  });
  const calls = new HttpClientMetrics(metrics, 'gateway');
  const render = createRequestListener({
    build: build,
    getLoadContext: (request) => visitOf(request, { config, log, calls }),
  });
  const methods = new PageMethods(build.routes);
  const durations = new PageMetrics(metrics, (url) => methods.routeId(url));
  const pages = new PageRequests(log, (url) => methods.routeId(url));
  // Compression would buffer server-sent events.
  const compress = compression({
    filter: (request, response) =>
      !String(response.getHeader('content-type')).startsWith('text/event-stream') &&
      compression.filter(request, response),
  });
  const server = createServer((request, response) => {
    const isForPage = durations.begin(request, response);
    trustGateway(request);
    compress(request as never, response as never, () => {
      const page = (): void => {
        isForPage();
        runInContext(pages.begin(request, response), () => void render(request, response));
      };
      // Files are for reading; sirv does not look at the method.
      const { method = '', url = '/' } = request;
      if (method === 'GET' || method === 'HEAD') return void files(request, response, page);
      const answer = methods.answerTo(method, url);
      if (!answer) return page();
      isForPage();
      response.writeHead(answer.status, answer.allow === undefined ? {} : { allow: answer.allow }).end();
    });
  });
  server.keepAliveTimeout = 72_000;
  return {
    /** @returns the port. */
    listen: () => listen(server, config),
    drain: (timeoutMs: number) => drain(server, timeoutMs),
  };
}

/** The gateway passes on the host of the request, for links and origin checks. */
function trustGateway(request: IncomingMessage): void {
  const host = request.headers['x-forwarded-host'];
  if (typeof host === 'string' && host !== '') request.headers.host = host;
}

function visitOf(
  { headers }: Request,
  parts: Pick<Visit, 'config' | 'log' | 'calls'>,
): RouterContextProvider {
  const context = new RouterContextProvider();
  context.set(visitContext, {
    ...parts,
    nonce: randomBytes(16).toString('base64'),
    clientAddress: headers.get('x-client-address') ?? '',
    trace: traceFrom(headers.get('traceparent') ?? undefined),
  });
  return context;
}

function listen(server: Server, { PORT, HOST }: StorefrontConfig): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(PORT, HOST, () => done((server.address() as AddressInfo).port));
  });
}

async function drain(server: Server, timeoutMs: number): Promise<void> {
  const hardLimit = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await new Promise<void>((done) => {
    server.close(() => done());
    server.closeIdleConnections();
  });
  clearTimeout(hardLimit);
}
