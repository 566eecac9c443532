import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeSpans, type ReceivedSpan } from '../decode-spans.ts';

/** An OTLP receiver in this process. */
export interface Collector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** The headers of the last request. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What it answers from now on (default 200). */
  status: number;
  close(): Promise<void>;
}

/** @param port 0 takes a free one */
export async function startCollector(port = 0): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      Object.assign(collector, { headers: request.headers });
      if (collector.status === 200) spans.push(...decodeSpans(Buffer.concat(chunks)));
      response.writeHead(collector.status, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ spans, headers: {}, status: 200 },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return collector;
}
