import net from 'node:net';
import { Stop } from '../console.ts';
import { portRange } from './port-range.ts';

const given = new Set<number>();

/** Below the range from which the system picks ports for outgoing connections, so none of those takes it. */
const USUAL_RANGE = '14000-19999';

/** The wanted port when it is free, else any free one; never the same twice in one process. */
export async function freePort(wanted?: number): Promise<number> {
  for (const port of candidates(wanted)) {
    if (given.has(port)) continue;
    // Reserved before it is tried: concurrent callers would find the same one free.
    claim(port);
    if (await isFree(port)) return port;
  }
  const { first, last } = wantedRange();
  throw new Stop(`No free port between ${first} and ${last}; choose another range with PORT_RANGE=from-to`);
}

function wantedRange(): { first: number; last: number } {
  const text = process.env['PORT_RANGE'] || USUAL_RANGE;
  const range = portRange(text);
  if (!range) throw new Stop(`PORT_RANGE must be two ports, the lower one first: PORT_RANGE=${USUAL_RANGE}`);
  return range;
}

function* candidates(wanted: number | undefined): Generator<number> {
  if (wanted) yield wanted;
  const { first, last } = wantedRange();
  const count = last - first + 1;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step++) yield first + ((start + step) % count);
}

/** Reserves the port in this process. */
export function claim(port: number): number {
  given.add(port);
  return port;
}

/** Free on the loopback address and on all addresses: a listener on either would be in the way. */
export async function isFree(port: number): Promise<boolean> {
  return (
    (await canListen(port, '127.0.0.1')) &&
    (await canListen(port, '0.0.0.0')) &&
    (await canListen(port, '::'))
  );
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (fault: NodeJS.ErrnoException) =>
      resolve(fault.code !== 'EADDRINUSE' && fault.code !== 'EACCES'),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
