import net from 'node:net';

const given = new Set<number>();

/** Below the range from which the system picks ports for outgoing connections, so none of those takes it. */
const [FIRST, LAST] = (process.env['PORT_RANGE'] ?? '14000-19999').split('-').map(Number) as [number, number];

/** The wanted port when it is free, else any free one; never the same twice in one process. */
export async function freePort(wanted?: number): Promise<number> {
  for (const port of candidates(wanted)) {
    if (given.has(port)) continue;
    // Reserved before it is tried: concurrent callers would find the same one free.
    claim(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port between ${FIRST} and ${LAST}; choose another range with PORT_RANGE=from-to`);
}

function* candidates(wanted: number | undefined): Generator<number> {
  if (wanted) yield wanted;
  const count = LAST - FIRST + 1;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step++) yield FIRST + ((start + step) % count);
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
