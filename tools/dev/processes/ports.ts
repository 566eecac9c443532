import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import { spawnSync } from 'node:child_process';

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

/** The process that listens on a port, as `name (pid)`, where the system reveals it. */
export function holderOf(port: number): string | undefined {
  const pid = process.platform === 'linux' ? linuxHolder(port) : lsofHolder(port);
  return pid ? `${nameOf(pid)} (process ${pid})` : undefined;
}

function linuxHolder(port: number): number | undefined {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
        if (inode && inodes.has(inode)) return Number(pid);
      }
    } catch {
      continue; // ended meanwhile, or another user's
    }
  }
  return undefined;
}

function listeningInodes(table: string, port: number): string[] {
  const LISTEN = '0A';
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  try {
    return readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === LISTEN)
      .map((fields) => fields[9] ?? '');
  } catch {
    return [];
  }
}

function lsofHolder(port: number): number | undefined {
  const lsof = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { encoding: 'utf8' });
  return Number(lsof.stdout?.split('\n')[0]) || undefined;
}

function nameOf(pid: number): string {
  const ps = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
  if (ps.stdout?.trim()) return ps.stdout.trim();
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'a program';
  }
}
