// `npm start -- --with traces`: takes the spans of all services (OTLP) and shows the last traces as pages. In memory only.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { decodeSpans } from '@tradepost/otlp';
import { listPage, missingPage, tracePage } from './pages.ts';
import { TraceStore } from './trace-store.ts';

const port = Number(process.argv[2] ?? 4318);
const store = new TraceStore();

createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(400).end());
}).listen(port, '127.0.0.1');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') {
    if (pathname !== '/v1/traces') return void response.writeHead(404).end();
    store.add(decodeSpans(Buffer.concat(await request.toArray())));
    return void response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }
  if (pathname === '/')
    return show(
      response,
      200,
      listPage(store.list(searchParams.get('q') ?? ''), searchParams.get('q') ?? ''),
    );
  const trace = store.get(pathname.replace('/traces/', ''));
  return trace ? show(response, 200, tracePage(trace)) : show(response, 404, missingPage());
}

function show(response: ServerResponse, status: number, body: string): void {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
  };
  response.writeHead(status, headers).end(body);
}
